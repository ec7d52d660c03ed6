using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>A prepared step of a program. It may run on several threads at once, each with its own state.</summary>
internal abstract unsafe class Kernel
{
    /// <summary>The number of addresses it needs in <see cref="ProgramState.Pointers"/>.</summary>
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

/// <summary>The kernel of an opaque operation.</summary>
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

/// <summary>The kernel of an operation with multiple results.</summary>
internal sealed unsafe class MultiResultKernel(ProgramPlan plan, MultiResultStep step, int number, Executor executor) : Kernel
{
    private readonly TensorType[] types =
        [
            .. step.Inputs.Select(input => plan.Graph.Nodes[input].Type),
            .. step.Operation.InferAll([.. step.Inputs.Select(input => plan.Graph.Nodes[input].Type)]),
        ];

    public override void Run(ProgramState state, int threads)
    {
        var operands = state.Operands[number]!.AsSpan();
        var count = step.Inputs.Length;
        for (var i = 0; i < count; i++) operands[i] = new(state.Values[step.Inputs[i]], types[i]);
        for (var i = 0; i < step.Results.Length; i++) operands[count + i] = new(step.Results[i] < 0 ? null : state.Values[step.Results[i]], types[count + i]);
        step.Operation.Run(operands[..count], operands[count..], new(threads, executor.IsReference));
    }
}
