namespace Nabla;

/// <summary>A C# value that a traced program depends on.</summary>
internal abstract class Guard
{
    /// <summary>True if the value is still the traced one.</summary>
    public abstract bool Holds { get; }

    /// <summary>True if another guard reads the same value.</summary>
    public abstract bool Reads(Guard other);
}

/// <inheritdoc/>
internal sealed class Guard<T>(Func<T> read, T value) : Guard
{
    private readonly Func<T> read = read;

    public override bool Holds => EqualityComparer<T>.Default.Equals(read(), value);

    public override bool Reads(Guard other) => other is Guard<T> same && same.read == read;

    public override string ToString() => $"{value}, now {read()}";
}

/// <summary>The guards of a trace, each value once.</summary>
internal sealed class GuardList
{
    private readonly List<Guard> all = [];

    public void Add(Guard guard)
    {
        if (!all.Exists(guard.Reads)) all.Add(guard);
    }

    public Guard[] ToArray() => [.. all];
}
