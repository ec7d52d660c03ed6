namespace Nabla.Onnx;

/// <summary>The size of an axis, or another whole number of a graph: <paramref name="Constant"/> + <paramref name="Factor"/> · batch.</summary>
/// <param name="Constant">The part that is the same for every size of the batch.</param>
/// <param name="Factor">The multiple of the size of the batch; 0 for numbers that do not depend on it.</param>
internal readonly record struct AxisSize(long Constant, long Factor)
{
    public static implicit operator AxisSize(long constant) => new(constant, 0);

    public bool IsConstant => Factor == 0;

    /// <summary>Returns the number that has these values for these sizes of the batch; null if it is not of the form constant + factor · batch.</summary>
    public static AxisSize? Through(ReadOnlySpan<int> batches, ReadOnlySpan<long> values)
    {
        if (batches.Length == 1) return values[0];
        var (rise, run) = (values[1] - values[0], batches[1] - batches[0]);
        if (rise % run != 0) return null;
        var size = new AxisSize(values[0] - rise / run * batches[0], rise / run);
        for (var i = 2; i < batches.Length; i++)
            if (size.Constant + size.Factor * batches[i] != values[i]) return null;
        return size;
    }

    public override string ToString() => (Constant, Factor) switch
    {
        (_, 0) => $"{Constant}",
        (0, 1) => "batch",
        (0, _) => $"{Factor}*batch",
        _ => $"{Factor}*batch{Constant:+0;-0}",
    };
}
