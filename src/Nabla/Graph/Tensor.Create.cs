using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nabla.Core;

namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>A tensor of the given shape from numbers in row-major order; without a shape, a vector. The numbers are copied.</summary>
    /// <exception cref="ShapeException">The shape does not hold as many numbers as are given.</exception>
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

    /// <summary>A matrix from a C# array of two dimensions. The numbers are copied.</summary>
    public static Tensor From<T>(T[,] values)
        where T : unmanaged =>
        From<T>(
            values.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref values[0, 0], values.Length),
            Shape.Create([values.GetLength(0), values.GetLength(1)]));

    /// <summary>A single number, of shape <c>[]</c>.</summary>
    public static Tensor Scalar<T>(T value)
        where T : unmanaged => From<T>([value], Shape.Scalar);

    /// <summary>Every element is <paramref name="value"/>.</summary>
    /// <exception cref="OperationException">The element type cannot hold the value.</exception>
    public static Tensor Full(Shape shape, double value, ElementType type = ElementType.Float32) => type.Holds(value)
        ? Constant(value, type).BroadcastTo(shape)
        : throw new ElementTypeException($"full: {value.ToString(CultureInfo.InvariantCulture)} does not fit {type.Label()}; {(type.IsFloat() ? "make it of ElementType.Float64" : "choose another element type")}.");

    /// <summary>Every element is 0.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor Zeros(Shape shape, ElementType type = ElementType.Float32) => Full(shape, 0, type);

    /// <summary>Every element is 0, of float32.</summary>
    public static Tensor Zeros(params ReadOnlySpan<int> sizes) => Zeros(Shape.Create(sizes));

    /// <summary>Every element is 1.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor Ones(Shape shape, ElementType type = ElementType.Float32) => Full(shape, 1, type);

    /// <summary>Every element is 1, of float32.</summary>
    public static Tensor Ones(params ReadOnlySpan<int> sizes) => Ones(Shape.Create(sizes));

    /// <summary>0, 1, 2, … up to but not including <paramref name="count"/>, as a vector.</summary>
    public static Tensor Range(int count, ElementType type = ElementType.Int64)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return From<long>([.. Enumerable.Range(0, count)]).To(type);
    }

    /// <summary>Evenly spaced numbers from <paramref name="start"/> to <paramref name="end"/>, both included, as a vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="OperationException">The type is not of floats.</exception>
    public static Tensor LinSpace(double start, double end, int count, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!type.IsFloat()) throw new ElementTypeException($"lin-space: numbers between two others are floats, got {type.Label()}.");
        // From both ends, so that the last is exact and no difference overflows.
        var last = Math.Max(1, count - 1);
        return From<double>([.. Enumerable.Range(0, count).Select(i => i == last ? end : start * ((last - i) / (double)last) + end * (i / (double)last))]).To(type);
    }

    /// <summary>The numbers in row-major order, as a new array.</summary>
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

    /// <summary>The only number of a tensor that holds one.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one number, or <typeparamref name="T"/> is not its type.</exception>
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

    /// <summary>The only number of a tensor that holds one, as a double whatever its type.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one number.</exception>
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
