using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>One way of running the steps of a program. An executor runs every kind of step.</summary>
internal abstract unsafe class Executor
{
    /// <summary>Whether operations that run kernels of their own shall take their plainest way as well.</summary>
    public virtual bool IsReference => false;

    /// <summary>Prepares a step of a program once, to be run many times.</summary>
    /// <param name="plan">The program.</param>
    /// <param name="step">The number of the step.</param>
    public Kernel Prepare(ProgramPlan plan, int step) => plan.Steps[step] switch
    {
        LoopStep loop => new FusedKernel(plan, [new([loop], loop.Count, 1)], this),
        FusedStep fused => new FusedKernel(plan, fused.Groups, this),
        ReductionStep reduction => new ReductionKernel(plan, reduction, this),
        CopyStep copy => new CopyKernel(plan, copy, this),
        MultiResultStep several => new MultiResultKernel(plan, several, step, this),
        OpaqueStep opaque => new OpaqueKernel(plan, opaque, step, this),
        var other => throw new NotSupportedException($"No executor runs a {other.GetType().Name}."),
    };

    /// <summary>Prepares an elementwise loop once, to be run many times.</summary>
    public abstract Loop Prepare(LoopStep step);

    /// <summary>Reduces [outer, count, inner] over the middle, where <paramref name="outer"/> may be less than the step says; <paramref name="type"/> is that of the input.</summary>
    public abstract void Reduce(ReductionStep step, ElementType type, byte* input, byte* output, int outer, int threads);

    /// <summary>Copies one box between strided layouts.</summary>
    /// <param name="piece">The box.</param>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="source">The first element of the whole input.</param>
    /// <param name="target">The first element of the whole output.</param>
    public abstract void Copy(in MovePiece piece, int size, byte* source, byte* target);
}

/// <summary>An elementwise loop ready to run. It may run on several threads at once.</summary>
internal abstract unsafe class Loop
{
    /// <summary>Called once before a run, on one thread.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>Computes the elements from <paramref name="start"/> up to <paramref name="end"/>, in row-major order.</summary>
    /// <param name="places">The addresses of the first elements of all inputs, then of all results.</param>
    /// <param name="start">The first element; a multiple of a tile's length.</param>
    /// <param name="end">The element after the last.</param>
    public abstract void RunRange(byte** places, int start, int end);
}
