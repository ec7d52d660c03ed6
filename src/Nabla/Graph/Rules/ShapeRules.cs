namespace Nabla;

/// <summary>Type and shape checks for <see cref="Operation.Infer"/>. Errors name the operation, the types and a way out.</summary>
public static class ShapeRules
{
    /// <summary>Returns the common type of float inputs.</summary>
    /// <exception cref="ElementTypeException">An input is not float32 or float64, or the types differ.</exception>
    public static TensorType SameFloat(Operation operation, ReadOnlySpan<TensorType> inputs)
    {
        RequireFloat(operation.Name, inputs);
        return SameElement(operation, inputs);
    }

    /// <summary>Returns the type of the first input; all inputs must have its element type, but may have other shapes.</summary>
    /// <exception cref="ElementTypeException">The element types differ.</exception>
    public static TensorType SameElement(Operation operation, ReadOnlySpan<TensorType> inputs)
    {
        for (var i = 1; i < inputs.Length; i++)
            if (inputs[i].Element != inputs[0].Element) throw MixedTypes(operation.Name, inputs[0], inputs[i]);
        return inputs[0];
    }

    /// <summary>Returns the type of the first input; all inputs must have its element type, which is not bool.</summary>
    /// <exception cref="ElementTypeException">An input is of truth values, or the types differ.</exception>
    public static TensorType SameNumber(Operation operation, ReadOnlySpan<TensorType> inputs)
    {
        foreach (var input in inputs)
        {
            if (input.Element == ElementType.Boolean)
                throw new ElementTypeException(operation.Name, $"needs numbers, got {input}; convert with To(ElementType.Float32).", [.. inputs]);
        }
        return SameElement(operation, inputs);
    }

    /// <summary>Requires float32 or float64.</summary>
    /// <exception cref="ElementTypeException">An input is of another type.</exception>
    public static void RequireFloat(string operation, ReadOnlySpan<TensorType> inputs)
    {
        foreach (var input in inputs)
        {
            if (!input.Element.IsFloat())
                throw new ElementTypeException(operation, $"needs float32 or float64, got {input}; convert with To(ElementType.Float32).", [.. inputs]);
        }
    }

    /// <summary>Requires equal shapes.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static void RequireOneShape(string operation, ReadOnlySpan<TensorType> inputs)
    {
        for (var i = 1; i < inputs.Length; i++)
        {
            if (!inputs[i].Shape.Equals(inputs[0].Shape))
                throw new ShapeException(operation, $"shapes differ: {inputs[0].Shape}, {inputs[i].Shape}; broadcast them first.", [.. inputs]);
        }
    }

    /// <summary>
    /// Rejects user-defined reductions whose result type differs from the type that their kind and axes imply, because kernels support no other.
    /// </summary>
    internal static void RequireReduced(ReductionOperation operation, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (inputs.Length == 1 && inputs[0].Element != ElementType.Boolean && (operation.Kind != ReductionKind.Mean || inputs[0].Element.IsFloat())
            && output == new TensorType(operation.Kind.ResultOf(inputs[0].Element), inputs[0].Shape.Without(operation.Start, operation.End))) return;
        throw new ShapeException(
            operation.Name,
            $"a reduction maps one tensor of numbers to numbers of the same type without the axes {operation.Start} to {operation.End - 1}, "
            + $"not {string.Join(", ", inputs.ToArray())} to {output}; convert with To before or after.",
            [.. inputs]);
    }

    internal static ElementTypeException MixedTypes(string operation, TensorType a, TensorType b) => new(
        operation,
        $"element types differ: a is {a}, b is {b}; types are never converted implicitly: convert one with To.",
        [a, b]);

    /// <summary>
    /// The error for two types that have to be equal: an <see cref="ElementTypeException"/> if the element types differ, else a <see cref="ShapeException"/>.
    /// </summary>
    /// <param name="operation">The operation that refuses.</param>
    /// <param name="detail">What is wrong.</param>
    /// <param name="a">A type.</param>
    /// <param name="b">The other type.</param>
    public static OperationException Differs(string operation, string detail, TensorType a, TensorType b) => a.Element != b.Element
        ? new ElementTypeException(operation, detail, [a, b])
        : new ShapeException(operation, detail, [a, b]);

    /// <summary>Returns an axis counted from the front; a negative one counts from the end.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public static int Axis(string operation, int axis, TensorType type)
    {
        var rank = type.Shape.Rank;
        return axis >= -rank && axis < rank
            ? (axis + rank) % rank
            : throw new ShapeException(operation, $"axis {axis} is not among the {rank} axes of {type.Shape}.", [type]);
    }
}
