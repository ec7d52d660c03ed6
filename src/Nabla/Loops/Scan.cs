namespace Nabla;

/// <summary>
/// A loop over the first axis: (carry, x_t, constants) → (carry, y_t). Its results are the final carry, the outputs that the caller sees, and then the stored
/// values: every carry before its step and every value worth storing, with all steps along a new first axis. Stored values are computed only if a derivative
/// reads them.
/// </summary>
/// <remarks>Notes: docs/notes/0015-loops.md.</remarks>
internal sealed class Scan(
    Subgraph body, int carryCount, int sliceCount, int length, bool isBackward, int visibleCount, bool storesValues)
    : LoopOperation(body, carryCount, sliceCount, length)
{
    public override string Name => "scan";

    public override bool IsBackward => isBackward;

    /// <summary>False if the gradient stores only carries and computes everything else again.</summary>
    public bool StoresValues => storesValues;

    internal override int EagerResultCount => CarryCount + visibleCount;

    protected override OperationAttributes CreateAttributes() => new()
    {
        { "length", Length }, { "carries", CarryCount }, { "slices", SliceCount }, { "outputs", visibleCount }, { "backward", isBackward },
        { "checkpoint", !storesValues },
    };

    /// <summary>Traces a body and runs it over all steps.</summary>
    /// <param name="function">Maps carry and slices of a step to the next carry and outputs.</param>
    /// <param name="carry">The initial carry.</param>
    /// <param name="stacks">The tensors with one slice per step along the first axis.</param>
    /// <param name="length">The number of steps.</param>
    /// <param name="isBackward">True to run from the last step to the first.</param>
    /// <param name="storesValues">False to store only the carry for the gradient, and to compute everything else again.</param>
    /// <param name="visible">The number of outputs that the caller sees; all by default.</param>
    public static (Tensor[] Carry, Tensor[] Outputs) Run(
        Func<Tensor[], Tensor[], (Tensor[] Carry, Tensor[] Outputs)> function,
        Tensor[] carry,
        Tensor[] stacks,
        int length,
        bool isBackward,
        bool storesValues,
        int visible = int.MaxValue)
    {
        var types = Array.ConvertAll(carry, tensor => tensor.Type);
        var traced = LoopBody.Trace("scan", Checked, types, stacks, length, hoists: storesValues);
        var results = (Tensor[])[];
        if (carry.Length > 0)
        {
            var graph = traced.Graph;
            Tensor[] inputs = [.. carry, .. traced.Slices, .. traced.Constants];
            var visibleInLoop = 1 + traced.Places.Take(visible).Append(-1).Max();
            if (Array.Exists(inputs, input => input.RequiresGradient))
                graph = new(graph.Parameters, [.. graph.Results, .. StoredValues.Of(graph, carry.Length, storesValues)]);
            results = Tensor.ApplyAll(new Scan(graph, carry.Length, traced.Slices.Length, length, isBackward, visibleInLoop, storesValues), inputs);
        }
        return (results[..carry.Length], [.. traced.Finished.Select((output, i) => output ?? results[carry.Length + traced.Places[i]])]);

        (Tensor[] Carry, Tensor[] Outputs) Checked(Tensor[] c, Tensor[] x)
        {
            var (after, outputs) = function(c, x);
            if (after is not null) RequireSameTypes("scan", types, after);
            return (after!, outputs);
        }
    }

    protected internal override Tensor?[] ReverseAll(in OperationContext context, ReadOnlySpan<Tensor?> dy, ReadOnlySpan<bool> isNeeded) =>
        ScanGradient.Run(this, context, dy, isNeeded);

    public override Tensor? Reverse(int input, in OperationContext context, ReadOnlySpan<Tensor?> dy)
    {
        var isNeeded = new bool[context.Inputs.Length];
        isNeeded[input] = true;
        return ReverseAll(context, dy, isNeeded)[input];
    }

    protected internal override Tensor?[] ForwardAll(in OperationContext context, ReadOnlySpan<Tensor?> dx) => LoopTangent.OfScan(this, context, dx);

    protected internal override Tensor[] VectorizeAll(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var batch = new LoopBatch(this, inputs, stacked, length);
        var (after, outputs) = Run(
            (c, x) =>
            {
                var results = batch.Map(Body, c, x);
                return (results[..CarryCount], results[CarryCount..]);
            },
            batch.Carry,
            batch.Slices,
            Length,
            isBackward,
            storesValues,
            visibleCount);
        return [.. after, .. outputs.Select(output => output.Transpose(0, 1))];
    }
}
