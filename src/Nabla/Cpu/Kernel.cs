using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>A step of a program ready to run. It may run on several threads at once, each with a state of its own.</summary>
internal abstract unsafe class Kernel
{
    /// <summary>How many addresses it needs room for in <see cref="ProgramState.Pointers"/>.</summary>
    public virtual int PointerCount => 0;

    /// <summary>Runs the step on the values of a state.</summary>
    public abstract void Run(ProgramState state, int threads);
}

/// <summary>A reduction over the middle of three axes.</summary>
internal sealed unsafe class ReductionKernel(ProgramPlan plan, ReductionStep step, Executor executor) : Kernel
{
    private readonly ElementType type = plan.Graph.Nodes[step.Inputs[0]].Type.Element;

    public override void Run(ProgramState state, int threads) =>
        executor.Reduce(step, type, state.Values[step.Inputs[0]], state.Values[step.Output], step.Outer, threads);
}

/// <summary>Copies between strided layouts.</summary>
internal sealed unsafe class CopyKernel(ProgramPlan plan, CopyStep step, Executor executor) : Kernel
{
    private readonly TensorType type = plan.Graph.Nodes[step.Output].Type;

    public override void Run(ProgramState state, int threads)
    {
        var output = state.Values[step.Output];
        if (step.ZeroFills) new Span<byte>(output, checked((int)type.Bytes)).Clear();
        foreach (ref readonly var piece in step.Pieces.AsSpan()) executor.Copy(piece, type.Element.Size(), state.Values[step.Inputs[piece.Input]], output);
    }
}

/// <summary>An operation's own kernel.</summary>
internal sealed unsafe class OpaqueKernel(ProgramPlan plan, OpaqueStep step, int number, Executor executor) : Kernel
{
    private readonly TensorType[] types = Array.ConvertAll(step.Inputs, input => plan.Graph.Nodes[input].Type);
    private readonly TensorType type = plan.Graph.Nodes[step.Output].Type;

    public override void Run(ProgramState state, int threads)
    {
        var operands = state.Operands[number]!;
        for (var i = 0; i < operands.Length; i++) operands[i] = new(state.Values[step.Inputs[i]], types[i]);
        step.Operation.Run(operands, new(state.Values[step.Output], type), new(threads, executor.IsReference));
    }
}
