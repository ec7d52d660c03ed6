using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>One way of running the steps of a program.</summary>
internal abstract unsafe class Executor
{
    /// <summary>Prepares an elementwise loop once, to be run many times.</summary>
    public abstract Loop Prepare(LoopStep step, TensorType[] inputs, TensorType output);

    /// <summary>Reduces [outer, count, inner] over the middle.</summary>
    public abstract void Reduce(ReductionStep step, ElementType type, byte* input, byte* output, int threads);
}

/// <summary>An elementwise loop ready to run. It may run on several threads at once.</summary>
internal abstract unsafe class Loop
{
    public abstract void Run(byte** inputs, byte* output, int threads);
}
