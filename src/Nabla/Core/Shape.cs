using System.Collections;
using System.Runtime.CompilerServices;

namespace Nabla;

/// <summary>The sizes of a tensor along its axes; immutable, compared by value. The empty shape <c>[]</c> is that of a scalar.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    private readonly int[] sizes;

    private Shape(int[] sizes)
    {
        long count = 1;
        foreach (var size in sizes)
        {
            if (size < 0) throw new ShapeException($"shape: sizes must not be negative: {Format(sizes)}.");
            // A zero size makes the tensor empty, however large the other sizes are.
            count = size == 0 || count == 0 ? 0 : count * size;
            if (count > Array.MaxLength)
                throw new ShapeException($"shape: {Format(sizes)} has more than {Array.MaxLength} elements, the maximum for a tensor.");
        }
        this.sizes = sizes;
        ElementCount = (int)count;
    }

    /// <summary>The shape of a scalar.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>The number of axes.</summary>
    public int Rank => sizes.Length;

    /// <summary>The number of elements of a tensor of this shape: the product of the sizes.</summary>
    /// <remarks>Not named Count, which would suggest the number of sizes, since a shape is a list of sizes.</remarks>
    public int ElementCount { get; }

    int IReadOnlyCollection<int>.Count => sizes.Length;

    /// <summary>The size along <paramref name="axis"/>.</summary>
    public int this[int axis] => sizes[axis];

    /// <summary>The size along <paramref name="axis"/>, counted from the end with <c>^</c>.</summary>
    public int this[Index axis] => sizes[axis];

    /// <summary>Creates a shape from its sizes.</summary>
    /// <exception cref="ShapeException">A size is negative, or there are more elements than a tensor can hold.</exception>
    public static Shape Create(ReadOnlySpan<int> sizes) => sizes.IsEmpty && Scalar is { } scalar ? scalar : new Shape(sizes.ToArray());

    /// <summary>Creates a shape from an array of sizes.</summary>
    public static implicit operator Shape(int[] sizes) => Create(sizes);

    /// <summary>The sizes.</summary>
    public ReadOnlySpan<int> AsSpan() => sizes;

    /// <summary>The sizes as a new array.</summary>
    public int[] ToArray() => (int[])sizes.Clone();

    /// <summary>Row-major strides in elements: the last axis has stride 1.</summary>
    internal int[] Strides()
    {
        var strides = new int[sizes.Length];
        var stride = 1;
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        return strides;
    }

    /// <summary>The product of the sizes from <paramref name="start"/> up to but not including <paramref name="end"/>.</summary>
    internal int Product(int start, int end)
    {
        var product = 1;
        for (var axis = start; axis < end; axis++) product *= sizes[axis];
        return product;
    }

    /// <summary>This shape with the size of one axis replaced.</summary>
    internal Shape With(int axis, int size)
    {
        var changed = ToArray();
        changed[axis] = size;
        return changed;
    }

    /// <summary>This shape without the axes from <paramref name="start"/> up to <paramref name="end"/>.</summary>
    internal Shape Without(int start, int end) => Create([.. sizes.AsSpan(0, start), .. sizes.AsSpan(end)]);

    /// <summary>This shape with one more axis in front.</summary>
    internal Shape Stacked(int length) => Create([length, .. sizes]);

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && sizes.AsSpan().SequenceEqual(other.sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var size in sizes) hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>The sizes in brackets: <c>[32, 784]</c>.</summary>
    public override string ToString() => Format(sizes);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => sizes.GetEnumerator();

    private static string Format(int[] sizes) => $"[{string.Join(", ", sizes)}]";
}
