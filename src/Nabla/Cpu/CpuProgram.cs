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
    private readonly Pass?[] passes;
    private readonly MemoryPlan plan;
    private readonly Executor executor;
    private readonly KernelValidation? validation;

    // For every value whose memory is handed over in each run, all values that lie there.
    private readonly int[][] sharers;
    private ProgramState? spare;

    /// <summary>A program for a graph.</summary>
    /// <param name="form">The graph.</param>
    /// <param name="executor">What runs its steps.</param>
    /// <param name="isValidated">Whether every step is compared with the reference each time it runs.</param>
    public CpuProgram(GraphForm form, Executor executor, bool isValidated = false)
    {
        this.form = form;
        this.executor = executor;
        validation = isValidated ? new KernelValidation(form) : null;
        Verify.Form(form);
        var lowered = Lower.Run(form);
        Verify.Steps(form, lowered);
        var scheduled = Schedule.Run(form, lowered);
        Verify.Steps(form, scheduled);
        steps = [.. JoinLoops.Run(form, scheduled)];
        Verify.Steps(form, steps);
        // Whoever wants to look at every value must find it in memory.
        var isLocal = isValidated ? new bool[form.Nodes.Length] : LocalValues.Find(form, steps);
        plan = new MemoryPlan(form, steps, isLocal, isInPlace: !isValidated);
        Verify.Plan(form, steps, plan);
        passes = Array.ConvertAll(steps, step => step switch
        {
            LoopStep loop => new Pass(form, [new([loop], loop.Count, 1)], executor, isLocal),
            PassStep pass => new Pass(form, pass.Groups, executor, isLocal),
            _ => null,
        });
        sharers = new int[form.Nodes.Length][];
        Array.Fill(sharers, []);
        for (var node = 0; node < sharers.Length; node++)
        {
            var root = plan.Root[node];
            if (plan.Offsets[root] < 0) sharers[root] = [.. sharers[root], node];
        }
    }

    public bool IsValidated => validation is not null;

    public int StepCount => steps.Length;

    public IReadOnlyList<Step> Steps => steps;

    public MemoryPlan Plan => plan;

    public long ArenaBytes => plan.ArenaBytes;

    public GraphForm Form => form;

    /// <summary>The value whose memory an output lies in: another output's, or a leaf's, where both are the same numbers.</summary>
    public int RootOf(int output) => plan.Root[output];

    /// <summary>Runs the program and returns the numbers of the outputs, in the order of the form's outputs.</summary>
    public DataBuffer[] Run(IReadOnlyList<object> leaves, int threads)
    {
        var state = TakeState();
        var owned = new Dictionary<int, DataBuffer>();
        foreach (var output in form.Outputs)
        {
            var root = plan.Root[output];
            if (!owned.ContainsKey(root)) owned[root] = leaves[root] as DataBuffer ?? new DataBuffer(form.Nodes[root].Type.Element, form.Nodes[root].Type.Count);
        }
        for (var root = 0; root < form.Nodes.Length; root++)
        {
            owned.TryGetValue(root, out var buffer);
            if (form.Nodes[root].IsConstant)
            {
                SetConstant(state, root, (double)leaves[root]);
                // A constant keeps its place in the arena; as a result it is a copy.
                if (buffer is not null) Tiles.Fill(buffer.Element, buffer.Pointer, (double)leaves[root], 1);
            }
            else if ((buffer ?? leaves[root] as DataBuffer) is { } place)
            {
                Place(state, root, place);
            }
        }
        Execute(state, threads);
        GC.KeepAlive(leaves);
        ReturnState(state);
        return Array.ConvertAll(form.Outputs, output => owned[plan.Root[output]]);
    }

    /// <summary>What a run needs, with all addresses set that are the same in every run.</summary>
    public ProgramState TakeState()
    {
        if (Interlocked.Exchange(ref spare, null) is { } used) return used;
        var state = new ProgramState(form.Nodes.Length, plan.ArenaBytes)
        {
            Operands = Array.ConvertAll(steps, step => step is OpaqueStep ? new Operand[step.Inputs.Length] : null),
            Pointers = GC.AllocateUninitializedArray<nint>(1 + passes.Max(pass => pass?.PointerCount) ?? 1, pinned: true),
        };
        for (var i = 0; i < form.Nodes.Length; i++)
            if (plan.Offsets[plan.Root[i]] >= 0) state.Values[i] = state.Arena.Pointer + plan.Offsets[plan.Root[i]];
        return state;
    }

    public void ReturnState(ProgramState state) => spare = state;

    /// <summary>Says where a value lies that has no place in the arena. The buffer must be kept alive by the caller.</summary>
    public void Place(ProgramState state, int root, DataBuffer buffer)
    {
        foreach (var node in sharers[root]) state.Values[node] = buffer.Pointer;
    }

    public void SetConstant(ProgramState state, int node, double value) => Tiles.Fill(form.Nodes[node].Type.Element, state.Values[node], value, 1);

    public void Execute(ProgramState state, int threads) => Execute(state, 0, steps.Length, threads);

    /// <summary>Runs the steps from <paramref name="first"/> up to but not including <paramref name="end"/>.</summary>
    public void Execute(ProgramState state, int first, int end, int threads)
    {
        for (var i = first; i < end; i++) Execute(state, i, threads);
    }

    /// <summary>Runs one of the steps, whose inputs have been computed.</summary>
    public void Execute(ProgramState state, int step, int threads)
    {
        if (passes[step] is { } pass) pass.Run(state.Values, (byte**)Unsafe.AsPointer(ref state.Pointers[0]), threads);
        else Run(steps[step], state.Operands[step], state.Values, threads);
        validation?.Check(steps[step], state.Values);
        GC.KeepAlive(state);
    }

    private void Run(Step step, Operand[]? operands, byte** values, int threads)
    {
        // A concatenation may have more inputs than a thread's stack has room for.
        var many = step.Inputs.Length > MostOnStack ? GC.AllocateUninitializedArray<nint>(step.Inputs.Length, pinned: true) : null;
        var few = stackalloc byte*[many is null ? step.Inputs.Length : 0];
        var inputs = many is null ? few : (byte**)Unsafe.AsPointer(ref many[0]);
        for (var i = 0; i < step.Inputs.Length; i++) inputs[i] = values[step.Inputs[i]];
        var output = values[step.Output];
        switch (step)
        {
            case ReductionStep reduction:
                executor.Reduce(reduction, form.Nodes[reduction.Inputs[0]].Type.Element, inputs[0], output, reduction.Outer, threads);
                break;
            case MoveStep move:
                var type = form.Nodes[move.Output].Type;
                var size = type.Element.Size();
                if (move.ZeroFills) new Span<byte>(output, checked((int)type.Bytes)).Clear();
                foreach (var piece in move.Pieces)
                    Moves.CopyStrided(inputs[piece.Input] + piece.SourceOffset * size, output + piece.TargetOffset * size, size, piece.Sizes, piece.SourceStrides, piece.TargetStrides);
                break;
            case OpaqueStep opaque:
                for (var i = 0; i < operands!.Length; i++) operands[i] = new(inputs[i], form.Nodes[opaque.Inputs[i]].Type);
                opaque.Operation.Run(operands, new(output, form.Nodes[opaque.Output].Type), new(threads, executor.IsReference));
                break;
        }
        GC.KeepAlive(many);
    }
}
