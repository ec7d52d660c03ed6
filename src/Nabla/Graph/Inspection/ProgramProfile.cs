using System.Globalization;
using System.Text;

namespace Nabla;

/// <summary>The compiled form of a function, with measurements.</summary>
public sealed class ProgramProfile
{
    /// <summary>The graph as the function built it, one line per node, inputs before users.</summary>
    public required string GraphBefore { get; init; }

    /// <summary>The optimized graph, without duplicate and dead nodes. Each line ends with the kernel that computes the node.</summary>
    public required string GraphAfter { get; init; }

    /// <summary>The program after each compiler pass, in the order in which the passes ran.</summary>
    public required IReadOnlyList<PassOutput> Passes { get; init; }

    /// <summary>The kernels, in execution order.</summary>
    public required IReadOnlyList<KernelProfile> Kernels { get; init; }

    /// <summary>The memory of intermediate values: ranges of one arena, each in use from the kernel that writes it to the last one that reads it.</summary>
    public required IReadOnlyList<MemoryAllocation> Memory { get; init; }

    /// <summary>The size of the arena in bytes.</summary>
    public required long ArenaBytes { get; init; }

    /// <summary>The total size of all intermediate values in bytes, as needed if no two shared memory.</summary>
    public required long IntermediateBytes { get; init; }

    /// <summary>The size in bytes of the arguments, variables and data that are read.</summary>
    public required long InputBytes { get; init; }

    /// <summary>The size in bytes of the results and of the new values of variables.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>The time of one run in microseconds.</summary>
    public required double Microseconds { get; init; }

    /// <summary>The measured limits of this machine.</summary>
    public required Roofline Roofline { get; init; }

    /// <summary>The number of arithmetic operations in a run.</summary>
    public long Operations => Kernels.Sum(kernel => kernel.Operations);

    /// <summary>The peak memory of a run in bytes: inputs, outputs and the arena.</summary>
    public long PeakBytes => InputBytes + OutputBytes + ArenaBytes;

    /// <summary>The time of a run at the machine's limits, as a fraction of the measured time.</summary>
    public double RooflineFraction => Kernels.Sum(kernel => kernel.RooflineMicroseconds) / Microseconds;

    /// <summary>Returns the kernels and the memory as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Kernels.Count} kernels, {Microseconds:F1} µs, {Operations / 1e6:F2} million operations, {100 * RooflineFraction:F0} % of the machine's limit\n");
        text.Append(CultureInfo.InvariantCulture, $"limit: {Roofline}\n\n");
        var width = Math.Max(6, Kernels.Select(kernel => kernel.Name.Length).DefaultIfEmpty().Max());
        text.Append(CultureInfo.InvariantCulture, $"     {"kernel".PadRight(width)}  {"µs",10}  {"operations",13}  {"bytes",12}  {"limit µs",9}  share\n");
        foreach (var (kernel, i) in Kernels.Select((kernel, i) => (kernel, i)))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{i,3}  {kernel.Name.PadRight(width)}  {kernel.Microseconds,10:F1}  {kernel.Operations,13:N0}  {kernel.Bytes,12:N0}  "
                + $"{kernel.RooflineMicroseconds,9:F1}  {100 * kernel.RooflineFraction,4:F0} %\n");
        }
        text.Append(
            CultureInfo.InvariantCulture,
            $"\nmemory: {InputBytes:N0} bytes read, {OutputBytes:N0} written, an arena of {ArenaBytes:N0} for {IntermediateBytes:N0} of intermediate values\n");
        return text.ToString();
    }
}

/// <summary>The program after a compiler pass.</summary>
/// <param name="Name">The class name of the pass.</param>
/// <param name="Program">The program as text, one line per node or per step.</param>
public sealed record PassOutput(string Name, string Program);

/// <summary>One kernel of a program.</summary>
/// <param name="Name">A short description of the computation.</param>
/// <param name="Operations">
/// Scalar arithmetic operations. An elementary function counts as the operations it consists of, a fused multiply-add as two.
/// </param>
/// <param name="Bytes">The bytes read and written, each value counted once.</param>
/// <param name="Microseconds">The measured time.</param>
/// <param name="RooflineMicroseconds">The time at the machine's limits: for its operations or for its bytes, whichever is longer.</param>
/// <param name="Code">The generated code as text; empty if the kernel is not generated.</param>
public sealed record KernelProfile(string Name, long Operations, long Bytes, double Microseconds, double RooflineMicroseconds, string Code)
{
    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"KernelProfile {{ Name = {Name}, Operations = {Operations}, Bytes = {Bytes}, Microseconds = {Microseconds}, "
        + $"LeastMicroseconds = {RooflineMicroseconds}, Code = {Code}, RooflineFraction = {RooflineFraction} }}");

    /// <summary>The time at the machine's limits as a fraction of the measured time.</summary>
    public double RooflineFraction => RooflineMicroseconds / Microseconds;
}

/// <summary>The memory of an intermediate value.</summary>
/// <param name="Value">The number of the value in <see cref="ProgramProfile.GraphAfter"/>.</param>
/// <param name="Type">The type of the value.</param>
/// <param name="Offset">The offset in the arena in bytes.</param>
/// <param name="Bytes">The size in bytes.</param>
/// <param name="FirstKernel">The kernel that writes it; −1 for a constant that exists from the start.</param>
/// <param name="LastKernel">The last kernel that reads it.</param>
public sealed record MemoryAllocation(int Value, TensorType Type, long Offset, long Bytes, int FirstKernel, int LastKernel)
{
    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"MemoryAllocation {{ Value = {Value}, Type = {Type}, Offset = {Offset}, Bytes = {Bytes}, FirstKernel = {FirstKernel}, LastKernel = {LastKernel} }}");
}

/// <summary>The best measured performance of the machine with the threads in use. Other processes may have slowed down single measurements.</summary>
/// <param name="Threads">The number of threads.</param>
/// <param name="OperationsPerSecond">Multiplications and additions per second in the innermost loop of the float32 matrix product.</param>
/// <param name="BytesPerSecond">Bytes read and written per second by an addition of two arrays, for increasing footprints in bytes.</param>
public sealed record Roofline(int Threads, double OperationsPerSecond, IReadOnlyList<(long Footprint, double BytesPerSecond)> BytesPerSecond)
{
    /// <summary>Returns the bytes per second of a kernel with the given memory footprint.</summary>
    public double BandwidthOf(long footprint)
    {
        foreach (var (most, speed) in BytesPerSecond)
            if (footprint <= most) return speed;
        return BytesPerSecond[^1].BytesPerSecond;
    }

    /// <summary>Combines two measurements with the same threads and footprints: the better of each pair of values.</summary>
    internal Roofline OrBetter(Roofline other) => new(
        Threads,
        Math.Max(OperationsPerSecond, other.OperationsPerSecond),
        [.. BytesPerSecond.Zip(other.BytesPerSecond, (a, b) => (a.Footprint, Math.Max(a.BytesPerSecond, b.BytesPerSecond)))]);

    /// <summary>Both limits as text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Threads} threads, {OperationsPerSecond / 1e9:F0} billion operations/s, "
        + $"{string.Join(", ", BytesPerSecond.Select(entry => $"{entry.BytesPerSecond / 1e9:F0} GB/s over {Size(entry.Footprint)}"))}");

    private static string Size(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MB" : $"{bytes >> 10} KB";
}
