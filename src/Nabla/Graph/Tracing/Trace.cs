namespace Nabla;

/// <summary>What stands for a number that is handed over when a compiled program runs: an argument, or the content of a variable.</summary>
internal abstract record Slot
{
    public sealed record Argument(int Index) : Slot;

    public sealed record Content(Variable Variable) : Slot
    {
        public bool Equals(Content? other) => other is not null && ReferenceEquals(other.Variable, Variable);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Variable);
    }
}

/// <summary>A function being traced on this thread: variables are read as slots, and what is written to them is remembered rather than done.</summary>
/// <remarks>State cannot be forgotten: whatever variable the function reads becomes an input of the program, whatever it sets an output.</remarks>
internal sealed class Trace
{
    [ThreadStatic]
    private static Trace? current;

    private readonly Dictionary<Tensor, Slot> slots = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Variable, Tensor> contents = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Variable> local = new(ReferenceEqualityComparer.Instance);
    private readonly List<Variable> written = [];

    /// <summary>The trace of this thread; null where nothing is being traced.</summary>
    public static Trace? Current => current;

    /// <summary>The variables that were set, in the order in which that happened first.</summary>
    public IReadOnlyList<Variable> Written => written;

    /// <summary>Runs <paramref name="function"/> as part of this trace.</summary>
    public T Run<T>(Func<T> function) => Switch(this, function);

    /// <summary>Runs <paramref name="function"/> as if nothing were being traced.</summary>
    public static T Suspend<T>(Func<T> function) => Switch(null, function);

    public Tensor NewArgument(TensorType type, int index)
    {
        var leaf = Tensor.SlotLeaf(type);
        slots.Add(leaf, new Slot.Argument(index));
        return leaf;
    }

    /// <summary>What a variable holds at this point of the trace.</summary>
    public Tensor Read(Variable variable)
    {
        if (contents.TryGetValue(variable, out var content)) return content;
        content = Tensor.SlotLeaf(variable.Type, variable);
        slots.Add(content, new Slot.Content(variable));
        contents.Add(variable, content);
        return content;
    }

    public void Write(Variable variable, Tensor content)
    {
        if (!local.Contains(variable) && !written.Contains(variable)) written.Add(variable);
        contents[variable] = content;
    }

    /// <summary>A variable made by the traced function: where its first content comes from the trace, it lives no longer than that.</summary>
    public void Adopt(Variable variable, Tensor content, Tensor initial)
    {
        var walk = new GraphWalk(static _ => true, static node => node.IsEvaluated ? [] : node.Pending is { } pending ? [pending] : node.InputArray);
        walk.Add(initial);
        if (!walk.Order.Exists(entry => slots.ContainsKey(entry.Node))) return;
        local.Add(variable);
        contents.Add(variable, content);
    }

    /// <summary>What a leaf of the traced graph stands for; null where it stands for itself.</summary>
    public Slot? SlotOf(Tensor leaf) => slots.GetValueOrDefault(leaf);

    private static T Switch<T>(Trace? trace, Func<T> function)
    {
        var outer = current;
        current = trace;
        try
        {
            return function();
        }
        finally
        {
            current = outer;
        }
    }
}
