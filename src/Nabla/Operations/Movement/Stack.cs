namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>Stacks tensors of one shape along a new axis.</summary>
    /// <param name="axis">The position of the new axis in the result; −1 is the last.</param>
    /// <param name="tensors">Tensors of equal types.</param>
    /// <exception cref="ShapeException">There are no tensors, they differ in type, or the axis is out of range.</exception>
    public static Tensor Stack(int axis, params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.IsEmpty) throw new ShapeException("stack: there are no tensors to stack.");
        var first = tensors[0];
        axis = ShapeRules.Axis("stack", axis, first.Type with { Shape = first.Shape.Stacked(1) });
        var parts = new Tensor[tensors.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (tensors[i].Type != first.Type)
                throw new ShapeException(
                    "stack", $"tensor 0 is {first.Type}, tensor {i} is {tensors[i].Type}; they must be equal.", [first.Type, tensors[i].Type]);
            parts[i] = tensors[i].Reshape((Shape)(int[])[.. first.Shape.AsSpan()[..axis], 1, .. first.Shape.AsSpan()[axis..]]);
        }
        return Concatenate(axis, parts);
    }

    /// <inheritdoc cref="Stack(int, ReadOnlySpan{Tensor})"/>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0) => Stack(axis, tensors);

    /// <summary>Splits an axis into parts of the given sizes.</summary>
    /// <exception cref="ShapeException">The axis does not exist, or the sizes do not add up to it.</exception>
    public Tensor[] Split(int axis, params ReadOnlySpan<int> sizes)
    {
        axis = ShapeRules.Axis("split", axis, Type);
        var (pieces, start) = (new Tensor[sizes.Length], 0);
        var total = 0L;
        foreach (var size in sizes) total += size < 0 ? int.MaxValue : size;
        if (total != Shape[axis])
            throw new ShapeException("split", $"the sizes [{string.Join(", ", sizes.ToArray())}] do not add up to axis {axis} of {Shape}.", [Type]);
        for (var i = 0; i < pieces.Length; start += sizes[i], i++) pieces[i] = Slice(axis, start..(start + sizes[i]));
        return pieces;
    }
}
