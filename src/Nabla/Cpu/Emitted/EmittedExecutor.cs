using System.Runtime.CompilerServices;
using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>Writes elementwise loops as code while the program runs, where that is possible and pays; all else runs in blocks.</summary>
/// <param name="cache">Where kernels are kept.</param>
/// <param name="isAtOnce">Whether loops become code before they first run, rather than once they have run for a while.</param>
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

    public override void Copy(in MovePiece piece, int size, byte* source, byte* target) => blocks.Copy(piece, size, source, target);
}
