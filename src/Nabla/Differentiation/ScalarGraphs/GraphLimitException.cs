namespace Nabla;

/// <summary>Thrown when a graph has more paths or edges than the limit set by the caller.</summary>
public sealed class GraphLimitException : InvalidOperationException
{
    internal GraphLimitException(string message)
        : base(message)
    {
    }
}
