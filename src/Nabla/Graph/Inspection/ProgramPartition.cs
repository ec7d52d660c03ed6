using System.Globalization;
using System.Text;

namespace Nabla;

/// <summary>How the kernels of a program are split over a number of workers. The machine need not have that many.</summary>
/// <remarks>
/// Kernels are timed on one thread. What each worker would do is counted by the sizes of the pieces into which a kernel cuts its work. The time that
/// handing over takes and the memory bandwidth that workers share are not counted, so this is a bound: no machine does better.
/// </remarks>
/// <param name="Workers">The number of workers.</param>
/// <param name="Kernels">The kernels, in execution order.</param>
public sealed record ProgramPartition(int Workers, IReadOnlyList<KernelPartition> Kernels)
{
    /// <summary>The time of a run on one thread in microseconds.</summary>
    public double Microseconds => Kernels.Sum(kernel => kernel.Microseconds);

    /// <summary>How many times faster than one thread the workers would be.</summary>
    public double Speedup => Microseconds / Kernels.Sum(kernel => kernel.Microseconds / (Workers * (1 - kernel.IdleShare)));

    /// <summary>The share of the workers' time in which they have nothing to do, from 0 to 1.</summary>
    public double IdleShare => 1 - Speedup / Workers;

    /// <summary>Returns the kernels as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Kernels.Count} kernels, {Microseconds:F1} µs on one thread; {Workers} workers: {Speedup:F1} times faster, {100 * IdleShare:F0} % idle\n\n");
        var width = Math.Max(6, Kernels.Select(kernel => kernel.Name.Length).DefaultIfEmpty().Max());
        text.Append(CultureInfo.InvariantCulture, $"     {"kernel".PadRight(width)}  {"µs",10}  {"pieces",8}   idle\n");
        foreach (var (kernel, i) in Kernels.Select((kernel, i) => (kernel, i)))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{i,3}  {kernel.Name.PadRight(width)}  {kernel.Microseconds,10:F1}  {kernel.Pieces,8}  {100 * kernel.IdleShare,3:F0} %\n");
        }

        return text.ToString();
    }
}

/// <summary>How one kernel is split over the workers.</summary>
/// <param name="Name">A short description of the computation.</param>
/// <param name="Microseconds">The measured time on one thread.</param>
/// <param name="Pieces">The number of pieces that any worker may claim; 1 if the kernel is not split.</param>
/// <param name="IdleShare">The share of the workers' time in which they have nothing to do, from 0 to 1.</param>
public sealed record KernelPartition(string Name, double Microseconds, int Pieces, double IdleShare)
{
    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"KernelPartition {{ Name = {Name}, Microseconds = {Microseconds}, Pieces = {Pieces}, IdleShare = {IdleShare} }}");
}
