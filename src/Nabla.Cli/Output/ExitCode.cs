namespace Nabla.Cli;

/// <summary>What the tool returns to the shell; 0 is success.</summary>
internal static class ExitCode
{
    /// <summary>The result is bad, or is lost: a derivative that was checked is wrong, training has diverged, or a result could not be written.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a data set or a model was refused, or the memory does not suffice.</summary>
    public const int BadInput = 2;

    /// <summary>Ended by a hang-up, as shells report it.</summary>
    public const int HungUp = 129;

    /// <summary>Ended by Ctrl-C, as shells report it.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by a polite kill, as shells report it.</summary>
    public const int Terminated = 143;
}
