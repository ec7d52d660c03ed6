namespace Nabla;

/// <summary>The index of one axis: a position, a range, an index tensor, or a new axis.</summary>
/// <remarks>C# integers, indices, ranges and tensors convert implicitly: <c>x[0]</c>, <c>x[^1]</c>, <c>x[1.., ..^1]</c>, <c>x[.., indices]</c>.</remarks>
public readonly struct AxisIndex
{
    private AxisIndex(IndexKind kind) => What = kind;

    internal enum IndexKind
    {
        Place,
        Range,
        Tensor,
        NewAxis,
        Ellipsis,
    }

    /// <summary>A new axis of size 1.</summary>
    public static AxisIndex NewAxis { get; } = new(IndexKind.NewAxis);

    /// <summary>All axes not covered by the other indices.</summary>
    public static AxisIndex Ellipsis { get; } = new(IndexKind.Ellipsis);

    internal IndexKind What { get; }

    internal Index Place { get; private init; }

    internal Range Range { get; private init; }

    internal int Stride { get; private init; }

    internal Tensor? Tensor { get; private init; }

    /// <summary>A position from the start; the axis is removed.</summary>
    public static implicit operator AxisIndex(int place) =>
        new(IndexKind.Place)
        {
            Place = place >= 0
                ? place
                : throw new ArgumentOutOfRangeException(nameof(place), place, $"An index from the end is written with ^: use ^{-(long)place}."),
        };

    /// <summary>A position; the axis is removed.</summary>
    public static implicit operator AxisIndex(Index place) => new(IndexKind.Place) { Place = place };

    /// <summary>A range of the axis.</summary>
    public static implicit operator AxisIndex(Range range) => new(IndexKind.Range) { Range = range, Stride = 1 };

    /// <summary>An integer index tensor, whose axes replace this one, or a boolean mask, whose axes become one.</summary>
    public static implicit operator AxisIndex(Tensor places) =>
        new(IndexKind.Tensor) { Tensor = places ?? throw new ArgumentNullException(nameof(places), "An index tensor must hold integers or booleans.") };

    /// <summary>Every step-th position of a range: <c>x[AxisIndex.Step(2, 1..)]</c>. A negative step goes backward from the end of the range.</summary>
    public static AxisIndex Step(int step, Range? range = null) => new(IndexKind.Range) { Range = range ?? .., Stride = Math.Max(step, -int.MaxValue) };
}

public sealed partial class Tensor
{
    /// <summary>
    /// A part of this tensor, axis by axis. An integer or <c>^</c> index selects one position and removes the axis, a range selects a part, an integer tensor
    /// selects its indices (at most one such tensor), a boolean tensor selects the positions where it is true. Axes without an index are kept whole.
    /// Derivatives go back to the original positions.
    /// </summary>
    /// <remarks>
    /// The shape of the result depends on a boolean mask, so the mask is read immediately. While a function is traced, use
    /// <see cref="Where(Tensor, Tensor, Tensor)"/> instead.
    /// </remarks>
    /// <exception cref="OperationException">There are too many indices, two index tensors, an index or range out of bounds, or a mask of the wrong
    /// shape.</exception>
    [System.Runtime.CompilerServices.IndexerName("Indexed")]
    public Tensor this[params ReadOnlySpan<AxisIndex> indices]
    {
        get
        {
            var (used, rests, lists) = (0, 0, 0);
            foreach (var index in indices)
            {
                lists += index is { What: AxisIndex.IndexKind.Tensor, Tensor.ElementType: not ElementType.Boolean } ? 1 : 0;
                rests += index.What == AxisIndex.IndexKind.Ellipsis ? 1 : 0;
                used += index.What switch
                {
                    AxisIndex.IndexKind.NewAxis or AxisIndex.IndexKind.Ellipsis => 0,
                    AxisIndex.IndexKind.Tensor when index.Tensor!.ElementType == ElementType.Boolean => index.Tensor.Rank,
                    _ => 1,
                };
            }
            if (rests > 1) throw new ShapeException("index", "there may be only one Ellipsis.", [Type]);
            if (lists > 1)
            {
                throw new ShapeException(
                    "index",
                    "two index tensors could mean pairs or all combinations: "
                        + "use x.TakeAlong(indices, axis) for one index per row, or x[rows][.., columns] for all combinations.",
                    [Type]);
            }
            if (used > Rank) throw new ShapeException("index", $"there are indices for {used} axes, and {Shape} has {Rank}.", [Type]);
            // The current axis of the result, and of this tensor.
            var (result, axis, own) = (this, 0, 0);
            foreach (var index in indices)
            {
                switch (index.What)
                {
                    case AxisIndex.IndexKind.Place:
                        var place = PlaceIn(own++, index.Place);
                        result = result.Slice(axis, place..(place + 1)).Reshape(result.Shape.Without(axis, axis + 1));
                        break;
                    case AxisIndex.IndexKind.Range:
                        RequireRange(own++, index);
                        result = index.Stride > 0
                            ? result.Slice(axis, index.Range, index.Stride)
                            : result.Slice(axis, index.Range).Flip(axis).Slice(axis, .., -index.Stride);
                        axis++;
                        break;
                    case AxisIndex.IndexKind.NewAxis:
                        result = result.Reshape(Shape.Create([.. result.Shape.AsSpan()[..axis], 1, .. result.Shape.AsSpan()[axis..]]));
                        axis++;
                        break;
                    case AxisIndex.IndexKind.Ellipsis:
                        axis += Rank - used;
                        own += Rank - used;
                        break;
                    case AxisIndex.IndexKind.Tensor when index.Tensor!.ElementType == ElementType.Boolean:
                        result = Masked(result, axis++, index.Tensor, own);
                        own += index.Tensor.Rank;
                        break;
                    default:
                        result = result.Gather(index.Tensor!, axis);
                        axis += index.Tensor!.Rank;
                        own++;
                        break;
                }
            }
            return result;
        }
    }

    private int PlaceIn(int axis, Index place) => place.GetOffset(Shape[axis]) is var offset && offset >= 0 && offset < Shape[axis]
        ? offset
        : throw new ShapeException("index", $"{place} is outside axis {axis} of {Shape}, which has size {Shape[axis]}.", [Type]);

    private void RequireRange(int axis, AxisIndex index)
    {
        if (index.Stride == 0) throw new ShapeException("index", "the step must not be 0.", [Type]);
        var (start, end) = (index.Range.Start.GetOffset(Shape[axis]), index.Range.End.GetOffset(Shape[axis]));
        if (start < 0 || end > Shape[axis] || start > end)
            throw new ShapeException("index", $"the range {index.Range} exceeds axis {axis} of {Shape}, which has size {Shape[axis]}.", [Type]);
    }

    private Tensor Masked(Tensor result, int axis, Tensor mask, int own)
    {
        var end = own + mask.Rank;
        if (!mask.Shape.AsSpan().SequenceEqual(Shape.AsSpan()[own..end]))
            throw new ShapeException("index", $"a mask of shape {mask.Shape} does not fit the axes of {Shape} from axis {own}.", [Type, mask.Type]);
        var values = mask.ToArray<bool>();
        var places = Enumerable.Range(0, values.Length).Where(i => values[i]).Select(i => (long)i).ToArray();
        var shape = result.Shape.AsSpan();
        return result.Reshape(Shape.Create([.. shape[..axis], values.Length, .. shape[(axis + mask.Rank)..]])).Gather(From(places), axis);
    }
}
