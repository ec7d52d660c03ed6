using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nabla.Core;

namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>Creates a tensor of the given shape from values in row-major order, or a vector if no shape is given. The values are copied.</summary>
    /// <exception cref="ShapeException">The number of values does not match the shape.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape? shape = null)
        where T : unmanaged
    {
        shape ??= Shape.Create([values.Length]);
        return shape.ElementCount == values.Length
            ? Of(DataBuffer.From(values), shape)
            : throw new ShapeException($"from: {values.Length} numbers do not fill the shape {shape} ({shape.ElementCount} elements).");
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, Shape)"/>
    public static Tensor From<T>(T[] values, Shape? shape = null)
        where T : unmanaged => From<T>(values.AsSpan(), shape);

    /// <summary>Creates a matrix from a two-dimensional C# array. The values are copied.</summary>
    public static Tensor From<T>(T[,] values)
        where T : unmanaged =>
        From<T>(
            values.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref values[0, 0], values.Length),
            Shape.Create([values.GetLength(0), values.GetLength(1)]));

    /// <summary>Creates a tensor whose values a function writes, without copying them once more.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="fill">Writes all values in row-major order; those that it does not write are 0.</param>
    public static Tensor Create<T>(Shape shape, Action<Span<T>> fill)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(fill);
        var buffer = new DataBuffer(ElementTypes.Of<T>(), shape.ElementCount);
        buffer.Span<T>().Clear();
        fill(buffer.Span<T>());
        // Its memory must not be reused before the function is done.
        GC.KeepAlive(buffer);
        return Of(buffer, shape);
    }

    /// <summary>Creates a scalar, of shape <c>[]</c>.</summary>
    public static Tensor Scalar<T>(T value)
        where T : unmanaged => From<T>([value], Shape.Scalar);

    /// <summary>Creates a tensor filled with <paramref name="value"/>.</summary>
    /// <exception cref="OperationException">The element type cannot hold the value.</exception>
    public static Tensor Full(Shape shape, double value, ElementType type = ElementType.Float32) => type.Holds(value)
        ? Constant(value, type).BroadcastTo(shape)
        : throw new ElementTypeException(
            $"full: {value.ToString(CultureInfo.InvariantCulture)} does not fit {type.Label()}; "
            + $"{(type.IsFloat() ? "use ElementType.Float64" : "choose another element type")}.");

    /// <summary>Creates a tensor of zeros.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor Zeros(Shape shape, ElementType type = ElementType.Float32) => Full(shape, 0, type);

    /// <summary>Creates a float32 tensor of zeros.</summary>
    public static Tensor Zeros(params ReadOnlySpan<int> sizes) => Zeros(Shape.Create(sizes));

    /// <summary>Creates a tensor of ones.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor Ones(Shape shape, ElementType type = ElementType.Float32) => Full(shape, 1, type);

    /// <summary>Creates a float32 tensor of ones.</summary>
    public static Tensor Ones(params ReadOnlySpan<int> sizes) => Ones(Shape.Create(sizes));

    /// <summary>Creates the vector 0, 1, 2, … up to but not including <paramref name="count"/>.</summary>
    public static Tensor Range(int count, ElementType type = ElementType.Int64)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return From<long>([.. Enumerable.Range(0, count)]).To(type);
    }

    /// <summary>Creates a vector of evenly spaced values from <paramref name="start"/> to <paramref name="end"/>, both included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="OperationException">The type is not a float type.</exception>
    public static Tensor LinSpace(double start, double end, int count, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!type.IsFloat()) throw new ElementTypeException($"lin-space: needs float32 or float64, got {type.Label()}.");
        // Interpolated from both ends, so that the last value is exact and no difference overflows.
        var last = Math.Max(1, count - 1);
        return From<double>([.. Enumerable.Range(0, count).Select(i => i == last ? end : start * ((last - i) / (double)last) + end * (i / (double)last))])
            .To(type);
    }

    /// <summary>Returns the elements in row-major order, as a new array.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the element type.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        RequireType<T>();
        var buffer = Read();
        var copy = buffer.Span<T>().ToArray();
        GC.KeepAlive(buffer);
        return copy;
    }

    /// <summary>Returns the single element of a tensor.</summary>
    /// <exception cref="InvalidOperationException">The tensor does not have exactly one element, or <typeparamref name="T"/> is not its type.</exception>
    public T Item<T>()
        where T : unmanaged
    {
        RequireType<T>();
        if (ElementCount != 1) throw new InvalidOperationException($"item: the tensor has shape {Shape} and holds {ElementCount} numbers, not one.");
        var buffer = Read();
        var item = buffer.Span<T>()[0];
        GC.KeepAlive(buffer);
        return item;
    }

    /// <summary>Returns the single element of a tensor, of any type, as a double.</summary>
    /// <exception cref="InvalidOperationException">The tensor does not have exactly one element.</exception>
    public double ToDouble()
    {
        if (ElementCount != 1) throw new InvalidOperationException($"to-double: the tensor has shape {Shape} and holds {ElementCount} numbers, not one.");
        return Read()[0];
    }

    private void RequireType<T>()
        where T : unmanaged
    {
        if (ElementTypes.Of<T>() != ElementType)
            throw new InvalidOperationException($"The tensor holds {ElementType.Label()}, not {ElementTypes.Of<T>().Label()}; convert it first with To.");
    }
}
