namespace Nabla.Cli;

/// <summary>What the tool returns to the shell; 0 is success.</summary>
internal static class ExitCode
{
    /// <summary>What was to be found out is bad: a derivative that was checked is wrong, or training has diverged.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a data set or a model was refused.</summary>
    public const int BadInput = 2;

    /// <summary>Ended by Ctrl-C, as shells report it.</summary>
    public const int Interrupted = 130;
}
