namespace Nabla;

/// <summary>NumPy broadcasting: shapes are aligned at the last axis, and axes of size 1 are repeated.</summary>
public static class Broadcasting
{
    /// <summary>Applies an elementwise operation after broadcasting all inputs to one shape.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public static Tensor Apply(ElementwiseOperation operation, params ReadOnlySpan<Tensor> inputs)
    {
        var shape = inputs[0].Shape;
        for (var i = 1; i < inputs.Length; i++) shape = ShapeOf(operation.Name, shape, inputs[i].Shape, inputs);
        var wide = new Tensor[inputs.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = inputs[i].BroadcastTo(shape);
        return Tensor.Apply(operation, wide);
    }

    /// <summary>Returns the shape that two shapes broadcast to.</summary>
    internal static Shape ShapeOf(string operation, Shape a, Shape b, ReadOnlySpan<Tensor> inputs)
    {
        if (a.Equals(b)) return a;
        var sizes = new int[Math.Max(a.Rank, b.Rank)];
        for (var i = 1; i <= sizes.Length; i++)
        {
            var left = i <= a.Rank ? a[^i] : 1;
            var right = i <= b.Rank ? b[^i] : 1;
            if (left != right && left != 1 && right != 1)
            {
                var types = inputs.ToArray().Select(input => input.Type).ToArray();
                throw new ShapeException(
                    operation,
                    $"shapes do not broadcast: {string.Join(", ", types.Select(type => type.Shape))} "
                    + $"({left} ≠ {right} at axis {sizes.Length - i}; sizes must be equal or 1).",
                    types);
            }
            sizes[^i] = left == 1 ? right : left;
        }
        return sizes;
    }
}
