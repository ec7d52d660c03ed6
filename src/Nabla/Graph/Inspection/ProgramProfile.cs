using System.Globalization;
using System.Text;

namespace Nabla;

/// <summary>What a function was compiled to.</summary>
public sealed class ProgramProfile
{
    /// <summary>The graph as the function built it, one line for every node, inputs before users.</summary>
    public required string GraphBefore { get; init; }

    /// <summary>The graph as it is computed: equal nodes are one, what nothing needs is gone; each line ends with the kernel that computes the node.</summary>
    public required string GraphAfter { get; init; }

    /// <summary>The program after each pass of the compiler, in the order in which they ran.</summary>
    public required IReadOnlyList<PassOutput> Passes { get; init; }

    /// <summary>What runs, in order.</summary>
    public required IReadOnlyList<KernelProfile> Kernels { get; init; }

    /// <summary>Where intermediate values lie: each in one arena, from the kernel that writes it to the last that reads it.</summary>
    public required IReadOnlyList<MemoryAllocation> Memory { get; init; }

    /// <summary>The size of the arena in bytes.</summary>
    public required long ArenaBytes { get; init; }

    /// <summary>The bytes of all intermediate values together, which would be needed if none shared memory with another.</summary>
    public required long IntermediateBytes { get; init; }

    /// <summary>The bytes of arguments, variables and data that are read.</summary>
    public required long InputBytes { get; init; }

    /// <summary>The bytes of results and new contents of variables.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>The time of a whole run in microseconds.</summary>
    public required double Microseconds { get; init; }

    /// <summary>What this machine was measured to reach.</summary>
    public required Roofline Roofline { get; init; }

    /// <summary>All arithmetic operations of a run.</summary>
    public long Operations => Kernels.Sum(kernel => kernel.Operations);

    /// <summary>The most bytes that a run needs at once: what it reads, what it writes and its arena.</summary>
    public long PeakBytes => InputBytes + OutputBytes + ArenaBytes;

    /// <summary>The part of its time that a run would need at the machine's limits.</summary>
    public double RooflineFraction => Kernels.Sum(kernel => kernel.LeastMicroseconds) / Microseconds;

    /// <summary>The kernels and the memory, as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Kernels.Count} kernels, {Microseconds:F1} µs, {Operations / 1e6:F2} million operations, {100 * RooflineFraction:F0} % of the machine's limit\n");
        text.Append(CultureInfo.InvariantCulture, $"limit: {Roofline}\n\n");
        var width = Math.Max(6, Kernels.Select(kernel => kernel.Name.Length).DefaultIfEmpty().Max());
        text.Append(CultureInfo.InvariantCulture, $"     {"kernel".PadRight(width)}  {"µs",10}  {"operations",13}  {"bytes",12}  {"limit µs",9}  share\n");
        foreach (var (kernel, i) in Kernels.Select((kernel, i) => (kernel, i)))
            text.Append(CultureInfo.InvariantCulture, $"{i,3}  {kernel.Name.PadRight(width)}  {kernel.Microseconds,10:F1}  {kernel.Operations,13:N0}  {kernel.Bytes,12:N0}  {kernel.LeastMicroseconds,9:F1}  {100 * kernel.RooflineFraction,4:F0} %\n");
        text.Append(CultureInfo.InvariantCulture, $"\nmemory: {InputBytes:N0} bytes read, {OutputBytes:N0} written, an arena of {ArenaBytes:N0} for {IntermediateBytes:N0} of intermediate values\n");
        return text.ToString();
    }
}

/// <summary>What a pass of the compiler left.</summary>
/// <param name="Name">The pass, by the name of its class.</param>
/// <param name="Program">The program as text: a line for each node, or for each step.</param>
public sealed record PassOutput(string Name, string Program);

/// <summary>One kernel of a program.</summary>
/// <param name="Name">What it computes.</param>
/// <param name="Operations">Arithmetic operations on single numbers; an elementary function counts as those that it is made of, a fused multiply-add as two.</param>
/// <param name="Bytes">The bytes that it reads and writes, each value once.</param>
/// <param name="Microseconds">The time that it takes.</param>
/// <param name="LeastMicroseconds">The time at the machine's limits: that of its operations or that of its bytes, whichever is longer.</param>
/// <param name="Code">Its code as text, where it was written by the compiler; else empty.</param>
public sealed record KernelProfile(string Name, long Operations, long Bytes, double Microseconds, double LeastMicroseconds, string Code)
{
    /// <summary>All of it, written the same whatever the machine's language.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"KernelExplanation {{ Name = {Name}, Operations = {Operations}, Bytes = {Bytes}, Microseconds = {Microseconds}, "
        + $"LeastMicroseconds = {LeastMicroseconds}, Code = {Code}, Share = {RooflineFraction} }}");

    /// <summary>The limit's time as a part of the measured one.</summary>
    public double RooflineFraction => LeastMicroseconds / Microseconds;
}

/// <summary>Where an intermediate value lies.</summary>
/// <param name="Value">Its number in <see cref="ProgramProfile.GraphAfter"/>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Offset">Where in the arena it begins, in bytes.</param>
/// <param name="Bytes">How much room it takes.</param>
/// <param name="FirstKernel">The kernel that writes it; −1 where it is a number that is there from the start.</param>
/// <param name="LastKernel">The last kernel that reads it.</param>
public sealed record MemoryAllocation(int Value, TensorType Type, long Offset, long Bytes, int FirstKernel, int LastKernel)
{
    /// <summary>All of it, written the same whatever the machine's language.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"MemoryPlace {{ Value = {Value}, Type = {Type}, Offset = {Offset}, Bytes = {Bytes}, FirstKernel = {FirstKernel}, LastKernel = {LastKernel} }}");
}

/// <summary>What the machine was measured to reach with the threads in use, at best: other processes may have slowed single measurements down.</summary>
/// <param name="Threads">The threads.</param>
/// <param name="OperationsPerSecond">Multiplications and additions per second in the innermost loop of the float32 matrix product.</param>
/// <param name="BytesPerSecond">Bytes read and written per second by an addition of two arrays, by the bytes it went over, from the smallest.</param>
public sealed record Roofline(int Threads, double OperationsPerSecond, IReadOnlyList<(long Footprint, double BytesPerSecond)> BytesPerSecond)
{
    /// <summary>The bytes per second of a kernel that goes over so much memory.</summary>
    public double BandwidthOf(long footprint)
    {
        foreach (var (most, speed) in BytesPerSecond)
            if (footprint <= most) return speed;
        return BytesPerSecond[^1].BytesPerSecond;
    }

    /// <summary>Of two measurements with the same threads, over the same footprints, the better number at each place.</summary>
    internal Roofline OrBetter(Roofline other) => new(
        Threads,
        Math.Max(OperationsPerSecond, other.OperationsPerSecond),
        [.. BytesPerSecond.Zip(other.BytesPerSecond, (a, b) => (a.Footprint, Math.Max(a.BytesPerSecond, b.BytesPerSecond)))]);

    /// <summary>Both limits in words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Threads} threads, {OperationsPerSecond / 1e9:F0} billion operations/s, {string.Join(", ", BytesPerSecond.Select(entry => $"{entry.BytesPerSecond / 1e9:F0} GB/s over {Size(entry.Footprint)}"))}");

    private static string Size(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MB" : $"{bytes >> 10} KB";
}
