using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>A backend that runs the steps of a program. Executors support every kind of step.</summary>
internal abstract unsafe class Executor
{
    /// <summary>True if operations with their own kernels should use their reference implementation.</summary>
    public virtual bool IsReference => false;

    /// <summary>Prepares a step of a program once, for repeated runs.</summary>
    /// <param name="plan">The program.</param>
    /// <param name="step">The index of the step.</param>
    /// <param name="isValidated">True if every step is compared with the reference, also inside loops.</param>
    /// <param name="isInvariant">For the body of a loop: for each node, true if it is a leaf that is the same in every step.</param>
    public Kernel Prepare(ProgramPlan plan, int step, bool isValidated = false, bool[]? isInvariant = null) => PrepareOwn(plan, step) ?? plan.Steps[step] switch
    {
        LoopStep loop => new FusedKernel(plan, [new([loop], loop.Count, 1)], this),
        FusedStep fused => new FusedKernel(plan, fused.Groups, this),
        ReductionStep reduction => new ReductionKernel(plan, reduction, this),
        CopyStep copy => new CopyKernel(plan, copy, this),
        MultiResultStep { Operation: LoopOperation } loop => new LoopKernel(loop, this, isValidated),
        MultiResultStep several => new MultiResultKernel(plan, several, step, this),
        OpaqueStep opaque when !IsReference && InvariantKernel.For(plan, opaque, step, isInvariant) is { } kernel => kernel,
        OpaqueStep opaque => new OpaqueKernel(plan, opaque, step, this),
        var other => throw new NotSupportedException($"Executors do not support steps of type {other.GetType().Name}."),
    };

    /// <summary>
    /// Prepares a step in a way of the executor's own; null for the common way. Asked first, so that a device need not run an operation's host kernel.
    /// </summary>
    protected virtual Kernel? PrepareOwn(ProgramPlan plan, int step) => null;

    /// <summary>Prepares an elementwise loop once, for repeated runs.</summary>
    public abstract Loop Prepare(LoopStep step);

    /// <summary>
    /// Reduces [outer, count, inner] over the middle axis. <paramref name="outer"/> may be less than that of the step; <paramref name="type"/> is the
    /// input type.
    /// </summary>
    public abstract void Reduce(ReductionStep step, ElementType type, byte* input, byte* output, int outer, int threads);

    /// <summary>Copies one box between strided layouts.</summary>
    /// <param name="piece">The box.</param>
    /// <param name="size">The element size in bytes.</param>
    /// <param name="source">The start of the whole input.</param>
    /// <param name="target">The start of the whole output.</param>
    /// <param name="threads">The number of threads to use at most.</param>
    public abstract void Copy(in MovementPiece piece, int size, byte* source, byte* target, int threads);
}

/// <summary>A prepared elementwise loop. It may run on several threads at once.</summary>
internal abstract unsafe class Loop
{
    /// <summary>Called once before a run, on one thread.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>Computes the elements from <paramref name="start"/> up to <paramref name="end"/>, in row-major order.</summary>
    /// <param name="places">The start addresses of all inputs, followed by those of all results.</param>
    /// <param name="start">The first element; a multiple of the tile length.</param>
    /// <param name="end">The end, exclusive.</param>
    public abstract void RunRange(byte** places, int start, int end);
}
