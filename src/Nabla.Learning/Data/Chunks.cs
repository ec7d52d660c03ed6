namespace Nabla.Learning;

/// <summary>Loops over large arrays, cut into pieces that threads share. What is done to an element must not depend on the piece.</summary>
internal static class Chunks
{
    private const int PieceBytes = 1 << 18;

    /// <summary>Runs an action on ranges that together cover all elements.</summary>
    /// <param name="count">The number of elements.</param>
    /// <param name="bytesOfEach">The memory that each takes.</param>
    /// <param name="action">Receives the first element of a range and the one after its last.</param>
    internal static void For(int count, int bytesOfEach, Action<int, int> action)
    {
        int size = Math.Max(1, PieceBytes / Math.Max(1, bytesOfEach)), pieces = (int)((count + (long)size - 1) / size);
        var options = new ParallelOptions { MaxDegreeOfParallelism = NablaOptions.AvailableThreads };
        if (pieces == 1) action(0, count);
        else Parallel.For(0, pieces, options, piece => action(piece * size, (int)Math.Min((piece + 1L) * size, count)));
    }
}
