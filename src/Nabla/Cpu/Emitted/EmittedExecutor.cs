using System.Runtime.CompilerServices;
using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>Compiles elementwise loops to machine code at run time if that is possible and worthwhile; everything else runs in blocks.</summary>
/// <param name="cache">The cache of compiled kernels.</param>
/// <param name="isAtOnce">True to compile loops before they first run instead of after a number of runs.</param>
internal sealed unsafe class EmittedExecutor(KernelCache cache, bool isAtOnce = false) : Executor
{
    private readonly BlocksExecutor blocks = new();

    public EmittedExecutor()
        : this(KernelCache.Shared)
    {
    }

    public override Loop Prepare(LoopStep step) => RuntimeFeature.IsDynamicCodeCompiled && EmittedLoop.TypeOf(step) is { } type
        ? new EmittedLoop(step, type, cache, isAtOnce)
        : blocks.Prepare(step);

    public override void Reduce(ReductionStep step, ElementType type, byte* input, byte* output, int outer, int threads) =>
        blocks.Reduce(step, type, input, output, outer, threads);

    public override void Copy(in MovementPiece piece, int size, byte* source, byte* target, int threads) =>
        blocks.Copy(piece, size, source, target, threads);
}
