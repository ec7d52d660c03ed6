using System.Runtime.CompilerServices;
using Nabla.Compiler;
using Nabla.Core;
using Nabla.Kernels;

namespace Nabla.Cpu;

/// <summary>A graph ready to run: a flat list of steps and the plan of their memory. It may run on several threads at once.</summary>
internal sealed unsafe class CpuProgram
{
    private const int MostOnStack = 256;
    private readonly GraphForm form;
    private readonly Step[] steps;
    private readonly Loop?[] loops;
    private readonly MemoryPlan plan;
    private readonly Executor executor;
    private DataBuffer? spareArena;

    public CpuProgram(GraphForm form, Executor executor)
    {
        this.form = form;
        this.executor = executor;
        steps = [.. Lower.Run(form)];
        plan = new MemoryPlan(form, steps);
        loops = Array.ConvertAll(steps, step => step is LoopStep loop ? executor.Prepare(loop, Types(loop.Inputs), form.Nodes[loop.Output].Type) : null);
    }

    public int StepCount => steps.Length;

    public long ArenaBytes => plan.ArenaBytes;

    /// <summary>Runs the program and returns the numbers of the outputs, in the order of the form's outputs.</summary>
    public DataBuffer[] Run(IReadOnlyList<object> leaves, int threads)
    {
        var arena = Interlocked.Exchange(ref spareArena, null) ?? new DataBuffer(ElementType.Boolean, checked((int)plan.ArenaBytes));
        var owned = new Dictionary<int, DataBuffer>();
        foreach (var output in form.Outputs)
        {
            var root = plan.Root[output];
            if (!owned.ContainsKey(root))
                owned[root] = leaves[root] as DataBuffer ?? new DataBuffer(form.Nodes[root].Type.Element, form.Nodes[root].Type.Count);
        }
        // Pinned memory rather than the stack: a program may have hundreds of thousands of values.
        var addresses = GC.AllocateUninitializedArray<nint>(form.Nodes.Length, pinned: true);
        fixed (nint* values = addresses)
        {
            for (var i = 0; i < form.Nodes.Length; i++)
            {
                var root = plan.Root[i];
                if (owned.TryGetValue(root, out var buffer)) values[i] = (nint)buffer.Pointer;
                else if (plan.Offsets[root] >= 0) values[i] = (nint)(arena.Pointer + plan.Offsets[root]);
                else if (leaves[root] is DataBuffer leaf) values[i] = (nint)leaf.Pointer;
                else continue;
                if (form.Nodes[i].IsConstant) Tiles.Fill(form.Nodes[i].Type.Element, (byte*)values[i], (double)leaves[i], 1);
            }
            for (var i = 0; i < steps.Length; i++) Run(steps[i], loops[i], (byte**)values, threads);
        }
        GC.KeepAlive(leaves);
        spareArena = arena;
        return Array.ConvertAll(form.Outputs, output => owned[plan.Root[output]]);
    }

    private void Run(Step step, Loop? loop, byte** values, int threads)
    {
        // A concatenation may have more inputs than a thread's stack has room for.
        var many = step.Inputs.Length > MostOnStack ? GC.AllocateUninitializedArray<nint>(step.Inputs.Length, pinned: true) : null;
        var few = stackalloc byte*[many is null ? step.Inputs.Length : 0];
        var inputs = many is null ? few : (byte**)Unsafe.AsPointer(ref many[0]);
        for (var i = 0; i < step.Inputs.Length; i++) inputs[i] = values[step.Inputs[i]];
        var output = values[step.Output];
        switch (step)
        {
            case LoopStep:
                loop!.Run(inputs, output, threads);
                break;
            case ReductionStep reduction:
                executor.Reduce(reduction, form.Nodes[reduction.Output].Type.Element, inputs[0], output, threads);
                break;
            case MoveStep move:
                var type = form.Nodes[move.Output].Type;
                var size = type.Element.Size();
                if (move.ZeroFills) new Span<byte>(output, checked((int)type.Bytes)).Clear();
                foreach (var piece in move.Pieces)
                    Moves.CopyStrided(inputs[piece.Input] + piece.SourceOffset * size, output + piece.TargetOffset * size, size, piece.Sizes, piece.SourceStrides, piece.TargetStrides);
                break;
            case OpaqueStep opaque:
                var operands = new Operand[opaque.Inputs.Length];
                for (var i = 0; i < operands.Length; i++) operands[i] = new(inputs[i], form.Nodes[opaque.Inputs[i]].Type);
                opaque.Operation.Run(operands, new(output, form.Nodes[opaque.Output].Type), new(threads));
                break;
        }
        GC.KeepAlive(many);
    }

    private TensorType[] Types(int[] nodes) => Array.ConvertAll(nodes, node => form.Nodes[node].Type);
}
