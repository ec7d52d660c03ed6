namespace Nabla;

public sealed partial class Tensor
{
    private Tensor[] results = [];

    /// <summary>All results of the operation of this node, starting with this one, if it has several; otherwise empty.</summary>
    internal Tensor[] Results => Volatile.Read(ref results);

    /// <summary>Returns all results of <paramref name="operation"/> applied to <paramref name="inputs"/>.</summary>
    /// <exception cref="ShapeException">The inputs do not fit the operation.</exception>
    public static Tensor[] ApplyAll(MultiResultOperation operation, params ReadOnlySpan<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var first = Apply(operation, inputs);
        var types = operation.InferAll(Array.ConvertAll(inputs.ToArray(), input => input.Type));
        if (types.Length != operation.ResultCount)
            throw new InvalidOperationException($"{operation.Name}: InferAll returns {types.Length} types, but ResultCount is {operation.ResultCount}.");
        var all = new Tensor[types.Length];
        all[0] = first;
        for (var i = 1; i < all.Length; i++) all[i] = new(new Result(i, types[i]), types[i], [first], first.RequiresGradient) { Compiled = first.Compiled };
        // The first result refers to all: a derivative may need any of them, and computing one computes all.
        Volatile.Write(ref first.results, all);
        return all;
    }

    /// <summary>Applies the operation of a node to other inputs.</summary>
    internal static Tensor ApplyAgain(Tensor node, Tensor[] inputs) => node.Operation switch
    {
        MultiResultOperation several => ApplyAll(several, inputs)[0],
        Result { Index: var index } => inputs[0].Results[index],
        var operation => Apply(operation, inputs),
    };
}
