namespace Nabla;

/// <summary>Shape rules and small steps of derivatives that many operations share.</summary>
internal static class Rules
{
    public static TensorType SameFloat(Operation operation, ReadOnlySpan<TensorType> inputs)
    {
        RequireFloat(operation.Name, inputs);
        return SameElement(operation, inputs);
    }

    /// <summary>The common type of all inputs.</summary>
    public static TensorType SameElement(Operation operation, ReadOnlySpan<TensorType> inputs)
    {
        for (var i = 1; i < inputs.Length; i++)
            if (inputs[i].Element != inputs[0].Element) throw MixedTypes(operation.Name, inputs[0], inputs[i]);
        return inputs[0];
    }

    /// <summary>The common type of numbers, that is not truth values.</summary>
    public static TensorType SameNumber(Operation operation, ReadOnlySpan<TensorType> inputs)
    {
        foreach (var input in inputs)
        {
            if (input.Element == ElementType.Boolean)
                throw new ShapeException(operation.Name, $"needs numbers, got {input}; convert with To(ElementType.Float32).", [.. inputs]);
        }
        return SameElement(operation, inputs);
    }

    public static void RequireFloat(string operation, ReadOnlySpan<TensorType> inputs)
    {
        foreach (var input in inputs)
        {
            if (!input.Element.IsFloat())
                throw new ShapeException(operation, $"needs float32 or float64, got {input}; convert with To(ElementType.Float32).", [.. inputs]);
        }
    }

    public static void RequireOneShape(string operation, ReadOnlySpan<TensorType> inputs)
    {
        for (var i = 1; i < inputs.Length; i++)
        {
            if (!inputs[i].Shape.Equals(inputs[0].Shape))
                throw new ShapeException(operation, $"shapes differ: {inputs[0].Shape}, {inputs[i].Shape}; broadcast them first.", [.. inputs]);
        }
    }

    /// <summary>Refuses a reduction, written by a user, whose result is not what its way to combine gives without the reduced axes: kernels know no other.</summary>
    public static void RequireReduced(ReductionOperation operation, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (inputs.Length == 1 && inputs[0].Element != ElementType.Boolean && (operation.Combine != Combine.Mean || inputs[0].Element.IsFloat())
            && output == new TensorType(operation.Combine.ResultOf(inputs[0].Element), inputs[0].Shape.Without(operation.Start, operation.End))) return;
        throw new ShapeException(
            operation.Name,
            $"a reduction goes from one tensor of numbers to numbers of the same type without the axes {operation.Start} to {operation.End - 1}, not from {string.Join(", ", inputs.ToArray())} "
            + $"to {output}; convert with To before or after.",
            [.. inputs]);
    }

    public static ShapeException MixedTypes(string operation, TensorType a, TensorType b) => new(
        operation,
        $"element types differ: a is {a}, b is {b}; element types never mix by themselves: convert one with To.",
        [a, b]);

    /// <summary>Applies an elementwise operation after broadcasting all inputs to one shape.</summary>
    public static Tensor Broadcasting(ElementwiseOperation operation, params ReadOnlySpan<Tensor> inputs)
    {
        var shape = inputs[0].Shape;
        for (var i = 1; i < inputs.Length; i++) shape = BroadcastShape(operation.Name, shape, inputs[i].Shape, inputs);
        var wide = new Tensor[inputs.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = inputs[i].BroadcastTo(shape);
        return Tensor.Apply(operation, wide);
    }

    public static Shape BroadcastShape(string operation, Shape a, Shape b, ReadOnlySpan<Tensor> inputs)
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
                    $"shapes do not broadcast: {string.Join(", ", types.Select(type => type.Shape))} ({left} ≠ {right} at axis {sizes.Length - i}; sizes must be equal or 1).",
                    types);
            }
            sizes[^i] = left == 1 ? right : left;
        }
        return sizes;
    }

    /// <summary>The axis counted from the front, where a negative one counts from the end.</summary>
    public static int Axis(string operation, int axis, TensorType type)
    {
        var rank = type.Shape.Rank;
        return axis >= -rank && axis < rank
            ? (axis + rank) % rank
            : throw new ShapeException(operation, $"axis {axis} is not among the {rank} axes of {type.Shape}.", [type]);
    }

    /// <summary>dy · partial, without a multiplication where the partial derivative is the constant 1, −1 or 0, and zero where dy is by its structure (<see cref="Support"/>).</summary>
    public static Tensor? Times(Tensor dy, Tensor partial, bool isForward = false) => partial.ConstantValue switch
    {
        1 => dy,
        -1 => -dy,
        0 => null,
        _ => isForward ? Support.ForwardProduct(dy, partial) : Support.Product(dy, partial),
    };

    /// <summary>Every input as a stack: those that all examples share are repeated.</summary>
    public static Tensor[] Stack(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var stacks = new Tensor[inputs.Length];
        for (var i = 0; i < stacks.Length; i++) stacks[i] = stacked[i] ?? inputs[i].BroadcastTo(inputs[i].Shape.Stacked(length));
        return stacks;
    }

    /// <summary>The constant 1 in the type of <paramref name="like"/>.</summary>
    public static Tensor One(Tensor like) => Tensor.Constant(1, like.ElementType);

    /// <summary>The constant −1 in the type of <paramref name="like"/>.</summary>
    public static Tensor MinusOne(Tensor like) => Tensor.Constant(-1, like.ElementType);
}
