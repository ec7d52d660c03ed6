using System.Runtime.InteropServices;

namespace Nabla.Cli;

/// <summary>Turns the first Ctrl-C, polite kill or hang-up into a cancellation; a second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public Interruption() => registrations = Array.ConvertAll(Signals, signal => PosixSignalRegistration.Create(signal, Handle));

    /// <summary>What to return to the shell after an interruption: 128 and the number of the signal.</summary>
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
        source.Cancel();
    }
}
