using Nabla.Compiler;
using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>A prepared step of a program. It may run on several threads at once, each with its own state.</summary>
internal abstract unsafe class Kernel
{
    /// <summary>The number of addresses it needs in <see cref="ProgramState.Pointers"/>.</summary>
    public virtual int PointerCount => 0;

    /// <summary>Called before the first step of a loop, to prepare what its inputs that are the same in every step determine.</summary>
    public virtual void Begin(ProgramState state, int threads)
    {
    }

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
        foreach (ref readonly var piece in step.Pieces.AsSpan())
            executor.Copy(piece, type.Element.Size(), state.Values[step.Inputs[piece.Input]], output, threads);
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

/// <summary>The kernel of an opaque operation in a loop, some of whose inputs are brought into a better layout once for all steps.</summary>
internal sealed unsafe class InvariantKernel(ProgramPlan plan, OpaqueStep step, int number, LayoutKernel kernel) : Kernel
{
    private readonly TensorType[] types = Array.ConvertAll(step.Inputs, input => plan.Graph.Nodes[input].Type);
    private readonly TensorType type = plan.Graph.Nodes[step.Output].Type;

    /// <summary>The kernel of a step whose operation has one for these invariant inputs; otherwise null.</summary>
    public static InvariantKernel? For(ProgramPlan plan, OpaqueStep step, int number, bool[]? isInvariant)
    {
        if (isInvariant is null) return null;
        var types = Array.ConvertAll(step.Inputs, input => plan.Graph.Nodes[input].Type);
        var flags = Array.ConvertAll(step.Inputs, input => isInvariant[plan.Graph.RootOf(input)]);
        return step.Operation.PrepareLayout(types, flags) is { } kernel ? new(plan, step, number, kernel) : null;
    }

    public override void Begin(ProgramState state, int threads)
    {
        var layouts = state.Layouts;
        if (!layouts.TryGetValue(number, out var buffer)) layouts[number] = buffer = new DataBuffer(ElementType.Boolean, checked((int)kernel.Bytes));
        kernel.Prepare(Operands(state), buffer.Pointer);
    }

    public override void Run(ProgramState state, int threads) =>
        kernel.Run(Operands(state), new(state.Values[step.Output], type), state.Layouts[number].Pointer, new(threads));

    private Operand[] Operands(ProgramState state)
    {
        var operands = state.Operands[number]!;
        for (var i = 0; i < operands.Length; i++) operands[i] = new(state.Values[step.Inputs[i]], types[i]);
        return operands;
    }
}
