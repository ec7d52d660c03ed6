using System.Runtime.InteropServices;

namespace Nabla.Cli;

/// <summary>Turns the first Ctrl-C, SIGTERM or SIGHUP into a cancellation; a second one ends the process immediately.</summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    private static volatile bool isRequested;

    public Interruption()
    {
        registrations = Array.ConvertAll(Signals, signal => PosixSignalRegistration.Create(signal, Handle));
        // A signal that came while a trial of a search was about to begin holds for the trial.
        if (isRequested) source.Cancel();
    }

    /// <summary>The exit code after an interruption: 128 plus the signal number.</summary>
    public static int ExitCode { get; private set; } = Cli.ExitCode.Interrupted;

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested;
        ExitCode = context.Signal switch
        {
            PosixSignal.SIGHUP => Cli.ExitCode.HungUp,
            PosixSignal.SIGTERM => Cli.ExitCode.Terminated,
            _ => Cli.ExitCode.Interrupted,
        };
        isRequested = true;
        source.Cancel();
    }
}
