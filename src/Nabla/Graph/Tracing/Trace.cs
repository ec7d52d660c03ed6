namespace Nabla;

/// <summary>An input of a compiled program, passed when it runs: an argument, or the value of a variable.</summary>
internal abstract record Slot
{
    public sealed record Argument(int Index) : Slot;

    public sealed record Content(Variable Variable) : Slot
    {
        public bool Equals(Content? other) => other is not null && ReferenceEquals(other.Variable, Variable);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Variable);
    }
}

/// <summary>A function being traced on this thread. Variables are read as slots, and writes to them are recorded instead of performed.</summary>
/// <remarks>All state is tracked: variables that the function reads become inputs of the program, and variables that it sets become outputs.</remarks>
internal class Trace(GuardList? guards = null)
{
    [ThreadStatic]
    private static Trace? current;

    private readonly Dictionary<Tensor, Slot> slots = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Variable, Tensor> contents = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Variable> local = new(ReferenceEqualityComparer.Instance);
    private readonly List<Variable> written = [];

    /// <summary>The C# values that the traced function read through <see cref="Compile.Guard"/>.</summary>
    public GuardList Guards { get; } = guards ?? new();

    /// <summary>The trace of this thread; null if nothing is being traced.</summary>
    public static Trace? Current => current;

    /// <summary>The variables that were set, in the order of the first write.</summary>
    public IReadOnlyList<Variable> Written => written;

    /// <summary>Runs <paramref name="function"/> as part of this trace.</summary>
    public T Run<T>(Func<T> function) => Switch(this, function);

    /// <summary>Runs <paramref name="function"/> outside of any trace.</summary>
    public static T Suspend<T>(Func<T> function) => Switch(null, function);

    public Tensor NewArgument(TensorType type, int index)
    {
        var leaf = Tensor.SlotLeaf(type);
        AddArgument(leaf, index);
        return leaf;
    }

    /// <summary>Makes an existing leaf an argument.</summary>
    public void AddArgument(Tensor leaf, int index) => slots.Add(leaf, new Slot.Argument(index));

    /// <summary>Returns the value of a variable at this point of the trace.</summary>
    public virtual Tensor Read(Variable variable)
    {
        if (contents.TryGetValue(variable, out var content)) return content;
        content = Tensor.SlotLeaf(variable.Type, variable);
        slots.Add(content, new Slot.Content(variable));
        contents.Add(variable, content);
        return content;
    }

    public virtual void Write(Variable variable, Tensor content)
    {
        if (!local.Contains(variable) && !written.Contains(variable)) written.Add(variable);
        contents[variable] = content;
    }

    /// <summary>Registers a variable created by the traced function. If its initial value depends on the trace, it is local to the trace.</summary>
    public virtual void Adopt(Variable variable, Tensor content, Tensor initial)
    {
        var walk = new GraphWalk(static _ => true, static node => node.IsEvaluated ? [] : node.Pending is { } pending ? [pending] : node.InputArray);
        walk.Add(initial);
        if (!walk.Order.Exists(entry => slots.ContainsKey(entry.Node))) return;
        local.Add(variable);
        contents.Add(variable, content);
    }

    /// <summary>Returns the slot of a leaf of the traced graph; null if the leaf is not an input.</summary>
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
