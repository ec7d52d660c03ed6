namespace Nabla.Cli;

/// <summary>The exit codes of the tool; 0 is success.</summary>
internal static class ExitCode
{
    /// <summary>The result is bad or lost: a derivative check failed, training diverged, or a result could not be written.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a data set or a model was rejected, or there is not enough memory.</summary>
    public const int BadInput = 2;

    /// <summary>Ended by SIGHUP, as shells report it.</summary>
    public const int HungUp = 129;

    /// <summary>Ended by Ctrl-C, as shells report it.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM, as shells report it.</summary>
    public const int Terminated = 143;
}
