namespace Nabla;

/// <summary>A graph has more paths or edges than the caller was willing to walk.</summary>
public sealed class GraphLimitException : InvalidOperationException
{
    internal GraphLimitException(string message)
        : base(message)
    {
    }
}
