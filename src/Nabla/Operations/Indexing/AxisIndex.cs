namespace Nabla;

/// <summary>What an index says of one axis: a place, a range, a list of places, or that a new axis comes here.</summary>
/// <remarks>It is made of C# numbers, indices, ranges and tensors by itself: <c>x[0]</c>, <c>x[^1]</c>, <c>x[1.., ..^1]</c>, <c>x[.., places]</c>.</remarks>
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

    /// <summary>As many whole axes as the other indices leave over.</summary>
    public static AxisIndex Ellipsis { get; } = new(IndexKind.Ellipsis);

    internal IndexKind What { get; }

    internal Index Place { get; private init; }

    internal Range Range { get; private init; }

    internal int Stride { get; private init; }

    internal Tensor? Tensor { get; private init; }

    /// <summary>The place counted from the start; the axis disappears.</summary>
    public static implicit operator AxisIndex(int place) => new(IndexKind.Place) { Place = place >= 0 ? place : throw new ArgumentOutOfRangeException(nameof(place), place, $"A place is counted from the end with ^: write ^{-(long)place}.") };

    /// <summary>The place; the axis disappears.</summary>
    public static implicit operator AxisIndex(Index place) => new(IndexKind.Place) { Place = place };

    /// <summary>A part of the axis.</summary>
    public static implicit operator AxisIndex(Range range) => new(IndexKind.Range) { Range = range, Stride = 1 };

    /// <summary>Places by a tensor of integers, whose axes replace this one; or by truth values, true where a place is taken: their axes become one.</summary>
    public static implicit operator AxisIndex(Tensor places) => new(IndexKind.Tensor) { Tensor = places ?? throw new ArgumentNullException(nameof(places), "An index needs a tensor of places or truth values.") };

    /// <summary>Every step-th place of a range: <c>x[AxisIndex.Step(2, 1..)]</c>. A negative step goes backward from the last place of the range.</summary>
    public static AxisIndex Step(int step, Range? range = null) => new(IndexKind.Range) { Range = range ?? .., Stride = Math.Max(step, -int.MaxValue) };
}

public sealed partial class Tensor
{
    /// <summary>
    /// A part of this tensor, axis by axis: a number or <c>^</c> number takes one place and its axis away, a range a part, a tensor of integers the places it
    /// names (one such list at most), a tensor of truth values those where it is true. Axes that nothing is said of are whole. Derivatives go back to where the
    /// numbers came from.
    /// </summary>
    /// <remarks>
    /// How many places truth values take has to be known at once, so they are read here: while a function is traced, use
    /// <see cref="Where(Tensor, Tensor, Tensor)"/> instead.
    /// </remarks>
    /// <exception cref="OperationException">There are more indices than axes, or two lists of places, a place or range leaves its axis, or the shape of the truth values is another.</exception>
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
                used += index.What switch { AxisIndex.IndexKind.NewAxis or AxisIndex.IndexKind.Ellipsis => 0, AxisIndex.IndexKind.Tensor when index.Tensor!.ElementType == ElementType.Boolean => index.Tensor.Rank, _ => 1 };
            }
            if (rests > 1) throw new ShapeException("index", "the rest of the axes can stand in one place only.", [Type]);
            if (lists > 1)
            {
                throw new ShapeException(
                    "index", "two lists of places could mean pairs of places or all combinations: one place for each row is x.TakeAlong(places, axis), all combinations are x[rows][.., columns].", [Type]);
            }
            if (used > Rank) throw new ShapeException("index", $"there are indices for {used} axes, and {Shape} has {Rank}.", [Type]);
            // Where we are in the result, and in this tensor.
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
                        result = index.Stride > 0 ? result.Slice(axis, index.Range, index.Stride) : result.Slice(axis, index.Range).Flip(axis).Slice(axis, .., -index.Stride);
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
        : throw new ShapeException("index", $"place {place} is outside axis {axis} of {Shape}, which has size {Shape[axis]}.", [Type]);

    private void RequireRange(int axis, AxisIndex index)
    {
        if (index.Stride == 0) throw new ShapeException("index", "the step must not be 0.", [Type]);
        var (start, end) = (index.Range.Start.GetOffset(Shape[axis]), index.Range.End.GetOffset(Shape[axis]));
        if (start < 0 || end > Shape[axis] || start > end)
            throw new ShapeException("index", $"the range {index.Range} leaves axis {axis} of {Shape}, which has size {Shape[axis]}.", [Type]);
    }

    private Tensor Masked(Tensor result, int axis, Tensor mask, int own)
    {
        var end = own + mask.Rank;
        if (!mask.Shape.AsSpan().SequenceEqual(Shape.AsSpan()[own..end]))
            throw new ShapeException("index", $"truth values of shape {mask.Shape} do not fit the axes from {own} on of {Shape}.", [Type, mask.Type]);
        var values = mask.ToArray<bool>();
        var places = Enumerable.Range(0, values.Length).Where(i => values[i]).Select(i => (long)i).ToArray();
        var shape = result.Shape.AsSpan();
        return result.Reshape(Shape.Create([.. shape[..axis], values.Length, .. shape[(axis + mask.Rank)..]])).Gather(From(places), axis);
    }
}
