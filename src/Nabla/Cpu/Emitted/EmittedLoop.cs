using Nabla.Compiler;
using Nabla.Kernels;

namespace Nabla.Cpu;

/// <summary>An elementwise loop that runs in blocks at first and is compiled once that pays off.</summary>
internal sealed unsafe class EmittedLoop(LoopStep step, ElementType type, KernelCache cache, bool isAtOnce) : Loop
{
    // Compiling kernels takes milliseconds, the first in a process about twenty.
    private const int RunsBefore = 20;
    private const long ElementsBefore = 1_000_000;

    private readonly BlockLoop blocks = new(step);
    private volatile EmittedKernels? kernels;
    private int runs;
    private long elements;
    private int isMaking;

    /// <summary>True if the loop has been compiled.</summary>
    public bool IsEmitted => kernels is not null;

    /// <summary>The element type of a loop, or null if it cannot be compiled: all values must be floats of one type, or truth values.</summary>
    public static ElementType? TypeOf(LoopStep step) => step.NumberType is { } type && type.IsFloat() ? type : null;

    public override void Begin()
    {
        if (kernels is not null) return;
        if (IsDue()) Make();
        Interlocked.Increment(ref runs);
        Interlocked.Add(ref elements, step.Count);
    }

    public override void RunRange(byte** places, int start, int end)
    {
        if (kernels is { } ready) ready.RunRange(places, start, end);
        else blocks.RunRange(places, start, end);
    }

    private bool IsDue() => isAtOnce || Volatile.Read(ref runs) >= RunsBefore || Volatile.Read(ref elements) >= ElementsBefore;

    /// <summary>Compiles the kernels, unless another thread is doing so; this one then runs in blocks once more.</summary>
    private void Make()
    {
        if (Interlocked.Exchange(ref isMaking, 1) == 1) return;
        kernels = new EmittedKernels(step, type, VectorWidth.Current, cache);
    }
}
