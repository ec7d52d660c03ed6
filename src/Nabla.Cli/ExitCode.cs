namespace Nabla.Cli;

/// <summary>What the tool returns to the shell; 0 is success.</summary>
internal static class ExitCode
{
    /// <summary>A derivative that was checked is wrong.</summary>
    public const int CheckFailed = 1;

    /// <summary>The command line, a data set or a model was refused.</summary>
    public const int BadInput = 2;

    /// <summary>Ended by Ctrl-C, as shells report it.</summary>
    public const int Interrupted = 130;
}
