namespace Nabla;

/// <summary>
/// A scan over segments, each a scan of its own, that stores only the carry before every segment. With segments of √T steps, T steps need the memory of 2√T
/// steps and of every output, and the work of one more forward pass (Chen et al. 2016).
/// </summary>
internal static class CheckpointedScan
{
    public static (Tensor[] Carry, Tensor[] Outputs) Run(
        Func<Tensor[], Tensor[], (Tensor[] Carry, Tensor[] Outputs)> body, Tensor[] carry, Tensor[] stacks, int length, bool isBackward)
    {
        var size = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(length)));
        var whole = length / size * size;
        if (whole == length) return Segments(carry, stacks);
        var (first, rest) = (Part(..whole), Part(whole..));
        if (isBackward)
        {
            var (between, late) = Scan.Run(body, carry, rest, length - whole, isBackward, true);
            var (after, early) = Segments(between, first);
            return (after, Join(early, late));
        }
        else
        {
            var (between, early) = Segments(carry, first);
            var (after, late) = Scan.Run(body, between, rest, length - whole, isBackward, true);
            return (after, Join(early, late));
        }

        Tensor[] Part(Range range) => Array.ConvertAll(stacks, stack => stack.Slice(0, range));

        (Tensor[] Carry, Tensor[] Outputs) Segments(Tensor[] initial, Tensor[] slices)
        {
            var (after, outputs) = Scan.Run(
                (c, x) => Scan.Run(body, c, x, size, isBackward, true),
                initial,
                Array.ConvertAll(slices, slice => slice.Reshape((Shape)(int[])[whole / size, size, .. slice.Shape.AsSpan()[1..]])),
                whole / size,
                isBackward,
                storesValues: false);
            return (after, Array.ConvertAll(outputs, output => output.Reshape((Shape)(int[])[whole, .. output.Shape.AsSpan()[2..]])));
        }

        static Tensor[] Join(Tensor[] early, Tensor[] late) => [.. early.Select((output, i) => Tensor.Concatenate(0, output, late[i]))];
    }
}
