namespace Nabla;

/// <summary>
/// A loop over steps as one operation. Its inputs are the initial carry, tensors with one slice per step, and constants; its results are the final carry, then
/// outputs with one slice per step. The body maps carry, slices and constants to the next carry and the slices of the outputs.
/// </summary>
/// <param name="body">The graph of one step.</param>
/// <param name="carryCount">The number of tensors that a step hands to the next.</param>
/// <param name="sliceCount">The number of inputs with one slice per step along a leading axis.</param>
/// <param name="length">The number of steps, or the largest number if there is a condition.</param>
internal abstract class LoopOperation(Subgraph body, int carryCount, int sliceCount, int length) : MultiResultOperation
{
    public Subgraph Body => body;

    public int CarryCount => carryCount;

    public int SliceCount => sliceCount;

    public int Length => length;

    /// <summary>The condition, from carry and constants, under which another step is run; null to run them all.</summary>
    public virtual Subgraph? Condition => null;

    /// <summary>True to run from the last slice to the first.</summary>
    public virtual bool IsBackward => false;

    public sealed override int ResultCount => body.Results.Length;

    /// <summary>The number of outputs with one slice per step.</summary>
    public int OutputCount => body.Results.Length - carryCount;

    public sealed override bool HasForward => true;

    public sealed override TensorType[] InferAll(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length != body.Parameters.Length)
            throw new ShapeException(Name, $"needs {body.Parameters.Length} inputs, got {inputs.Length}.", [.. inputs]);
        for (var i = 0; i < inputs.Length; i++)
        {
            var type = IsSlice(i) ? Stacked(body.Parameters[i].Type) : body.Parameters[i].Type;
            if (inputs[i] != type) throw new ShapeException(Name, $"input {i} must be {type}, got {inputs[i]}.", [inputs[i]]);
        }
        return [.. body.Results.Select((result, i) => i < carryCount ? result.Type : Stacked(result.Type))];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs)
    {
        long count = 0;
        foreach (var (node, operands) in body.Order)
            if (operands.Length > 0) count += node.Operation.CountOperations(node.Type, Array.ConvertAll(operands, input => input.Type));
        return count * length;
    }

    /// <summary>True if an input has one slice per step.</summary>
    public bool IsSlice(int input) => input >= carryCount && input < carryCount + sliceCount;

    /// <summary>True if an input is the same in every step.</summary>
    public bool IsConstant(int input) => input >= carryCount + sliceCount;

    /// <summary>Extends a choice of inputs by every carry that comes to depend on them in some step.</summary>
    internal bool[] Spread(ReadOnlySpan<bool> inputs)
    {
        var spread = inputs.ToArray();
        for (var grew = true; grew;)
        {
            grew = false;
            var dependent = body.DependentOn(spread);
            for (var i = 0; i < carryCount; i++)
            {
                if (spread[i] || !dependent.Contains(body.Results[i])) continue;
                spread[i] = grew = true;
            }
        }
        return spread;
    }

    public sealed override void Run(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context) =>
        throw new NotSupportedException($"{Name}: a loop has no kernel of its own; the executor runs its body.");

    protected override bool SameValue(Operation other) => ((LoopOperation)other).Body.Equals(Body) && Equals(((LoopOperation)other).Condition, Condition);

    /// <summary>Checks that a body returns a carry of the types that it gets.</summary>
    /// <exception cref="OperationException">A type differs, or the number of carries does.</exception>
    protected static void RequireSameTypes(string name, TensorType[] types, Tensor[] after)
    {
        if (after.Length != types.Length) throw new ShapeException(name, $"the body returns {after.Length} carries but gets {types.Length}.", types);
        for (var i = 0; i < types.Length; i++)
        {
            if (after[i] is null || after[i].Type == types[i]) continue;
            throw ShapeRules.Differs(
                name,
                $"carry {i} is {types[i]}, but the body returns {after[i].Type} for the next step; the type of a carry must stay the same.",
                types[i],
                after[i].Type);
        }
    }

    private TensorType Stacked(TensorType type) => type with { Shape = type.Shape.Stacked(length) };
}
