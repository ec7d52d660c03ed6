using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>The offset of each input of a loop while the loop iterates over its shape row by row.</summary>
internal ref struct RowWalk(LoopStep step, Span<int> index, Span<long> offsets)
{
    private readonly ReadOnlySpan<int> shape = step.Shape;
    private readonly ReadOnlySpan<long[]?> maps = step.Maps;
    private readonly Span<int> index = index;
    private readonly Span<long> offsets = offsets;

    /// <summary>The number of elements from here to the end of the row.</summary>
    public readonly int Left => shape[^1] - index[^1];

    public readonly void Start(int position)
    {
        offsets.Clear();
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            (position, index[axis]) = Math.DivRem(position, shape[axis]);
            // The offset along the row is added in <see cref="Place"/>.
            if (axis < shape.Length - 1) Move(axis, index[axis]);
        }
    }

    /// <summary>The current offset of a strided input from its first element.</summary>
    public readonly long Place(int input, long[] map) => offsets[input] + map[^1] * index[^1];

    /// <summary>Advances within the row, or to the start of the next.</summary>
    public readonly void Advance(int length)
    {
        var axis = shape.Length - 1;
        index[axis] += length;
        if (index[axis] < shape[axis]) return;
        for (index[axis--] = 0; axis >= 0; index[axis--] = 0)
        {
            Move(axis, 1);
            if (++index[axis] < shape[axis]) return;
            Move(axis, -index[axis]);
        }
    }

    private readonly void Move(int axis, long steps)
    {
        for (var i = 0; i < maps.Length; i++)
            if (maps[i] is { } map) offsets[i] += steps * map[axis];
    }
}
