namespace Nabla.Learning;

/// <summary>
/// Where and how often a training run saves its whole state, from which it can go on: weights, buffers, optimizer, generators of random numbers, schedule,
/// average, callbacks, the position within the epoch and the results so far. A run that is killed and resumed ends with the bytes of one that is not.
/// </summary>
/// <param name="Folder">The folder of the checkpoints, of one run only. It is created if it does not exist.</param>
public sealed record CheckpointOptions(string Folder)
{
    /// <summary>The number of steps between two checkpoints.</summary>
    public int EverySteps { get; init; } = 1000;

    /// <summary>
    /// The number of checkpoints that are kept, the newest ones. The one with the least validation loss is kept besides, as <c>best.safetensors</c>.
    /// </summary>
    public int Keep { get; init; } = 2;

    /// <summary>True to go on from the newest intact checkpoint in the folder; false if the folder must have none.</summary>
    public bool Resumes { get; init; }

    /// <summary>What else a resumed run must have in common with the one that wrote the checkpoint, such as a hash of the examples.</summary>
    public string Identity { get; init; } = "";

    /// <summary>
    /// Receives a sentence when a damaged checkpoint is passed over, or one cannot be written, for example because the disk is full: training goes on, and
    /// the next one is written when it is due. If it is null, a checkpoint that cannot be written ends the run.
    /// </summary>
    public Action<string>? Report { get; init; }

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Folder);
        if (EverySteps < 1) throw new ArgumentOutOfRangeException(nameof(EverySteps), EverySteps, "There must be at least 1 step between checkpoints.");
        if (Keep < 1) throw new ArgumentOutOfRangeException(nameof(Keep), Keep, "At least 1 checkpoint must be kept.");
    }
}
