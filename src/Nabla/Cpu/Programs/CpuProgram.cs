using Nabla.Compiler;
using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>An executable graph: a flat list of steps and their memory plan. It may run on several threads at once.</summary>
internal sealed unsafe class CpuProgram
{
    private readonly ProgramPlan plan;
    private readonly Kernel[] kernels;
    private readonly KernelValidation? validation;

    // For every value whose memory is set in each run, all values that share it.
    private readonly int[][] sharers;
    private ProgramState? spare;

    /// <summary>Compiles a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="executor">The executor of its steps.</param>
    /// <param name="isValidated">True to compare every step with the reference each time it runs.</param>
    /// <param name="isInvariant">For the body of a loop: for each node, true if it is a leaf that is the same in every step.</param>
    public CpuProgram(CanonicalGraph graph, Executor executor, bool isValidated = false, bool[]? isInvariant = null)
    {
        validation = isValidated ? new KernelValidation(graph) : null;
        // Validation needs every value in memory.
        Options = isValidated ? new(KeepsAllValues: true) : PipelineOptions.Default;
        plan = Pipeline.Run(graph, Options);
        kernels = [.. plan.Steps.Select((_, i) => executor.Prepare(plan, i, isValidated, isInvariant))];
        sharers = new int[Graph.Nodes.Length][];
        Array.Fill(sharers, []);
        for (var node = 0; node < sharers.Length; node++)
        {
            var root = Memory.Root[node];
            if (Memory.Offsets[root] < 0) sharers[root] = [.. sharers[root], node];
        }
    }

    /// <summary>The options it was compiled with.</summary>
    public PipelineOptions Options { get; }

    /// <summary>The steps and their memory plan.</summary>
    public ProgramPlan Plan => plan;

    public IReadOnlyList<Step> Steps => plan.Steps;

    public int StepCount => plan.Steps.Length;

    public long ArenaBytes => Memory.ArenaBytes;

    public CanonicalGraph Graph => plan.Graph;

    private MemoryPlan Memory => plan.Memory;

    /// <summary>The value whose memory holds an output: that of another output or of a leaf if they are equal.</summary>
    public int RootOf(int output) => Memory.Root[output];

    /// <summary>Runs the program and returns the buffers of the outputs, in the order of the graph's outputs.</summary>
    public DataBuffer[] Run(IReadOnlyList<Leaf?> leaves, int threads)
    {
        var state = TakeState();
        var owned = new Dictionary<int, DataBuffer>();
        foreach (var output in Graph.Outputs)
        {
            var root = Memory.Root[output];
            if (!owned.ContainsKey(root))
                owned[root] = NumbersOf(leaves[root]) ?? new DataBuffer(Graph.Nodes[root].Type.Element, Graph.Nodes[root].Type.ElementCount);
        }
        for (var root = 0; root < Graph.Nodes.Length; root++)
        {
            owned.TryGetValue(root, out var buffer);
            if (leaves[root] is ConstantLeaf { Number: var number })
            {
                SetConstant(state, root, number);
                // A constant stays in the arena; as a result it is copied.
                if (buffer is not null) Tiles.Fill(buffer.Element, buffer.Pointer, number, 1);
            }
            else if ((buffer ?? NumbersOf(leaves[root])) is { } place)
            {
                Place(state, root, place);
            }
        }
        Execute(state, threads);
        GC.KeepAlive(leaves);
        ReturnState(state);
        return Array.ConvertAll(Graph.Outputs, output => owned[Memory.Root[output]]);
    }

    private static DataBuffer? NumbersOf(Leaf? leaf) => leaf is BufferLeaf { Numbers: var numbers } ? numbers : null;

    /// <summary>The state for a run, with all addresses set that are the same in every run.</summary>
    public ProgramState TakeState()
    {
        if (Interlocked.Exchange(ref spare, null) is { } used) return used;
        var state = new ProgramState(Graph.Nodes.Length, Memory.ArenaBytes)
        {
            Operands = Array.ConvertAll(plan.Steps, OperandsOf),
            Pointers = GC.AllocateUninitializedArray<nint>(1 + kernels.Select(kernel => kernel.PointerCount).DefaultIfEmpty().Max(), pinned: true),
        };
        for (var i = 0; i < Graph.Nodes.Length; i++)
            if (Memory.Offsets[Memory.Root[i]] >= 0) state.Values[i] = state.Arena.Pointer + Memory.Offsets[Memory.Root[i]];
        return state;
    }

    private static Operand[]? OperandsOf(Step step) => step switch
    {
        OpaqueStep => new Operand[step.Inputs.Length],
        MultiResultStep several => new Operand[several.Inputs.Length + several.Results.Length],
        _ => null,
    };

    public void ReturnState(ProgramState state) => spare = state;

    /// <summary>Sets the address of a value outside the arena. The caller must keep the buffer alive.</summary>
    public void Place(ProgramState state, int root, DataBuffer buffer) => Place(state, root, buffer.Pointer);

    /// <inheritdoc cref="Place(ProgramState, int, DataBuffer)"/>
    public void Place(ProgramState state, int root, byte* address)
    {
        foreach (var node in sharers[root]) state.Values[node] = address;
    }

    /// <summary>Prepares the kernels whose inputs stay the same over several runs, from these inputs.</summary>
    public void Begin(ProgramState state, int threads)
    {
        foreach (var kernel in kernels) kernel.Begin(state, threads);
    }

    public void SetConstant(ProgramState state, int node, double value) => Tiles.Fill(Graph.Nodes[node].Type.Element, state.Values[node], value, 1);

    public void Execute(ProgramState state, int threads) => Execute(state, 0, StepCount, threads);

    /// <summary>Runs the steps from <paramref name="first"/> up to but not including <paramref name="end"/>.</summary>
    public void Execute(ProgramState state, int first, int end, int threads)
    {
        for (var i = first; i < end; i++) Execute(state, i, threads);
    }

    /// <summary>Runs one step, whose inputs have been computed.</summary>
    public void Execute(ProgramState state, int step, int threads)
    {
        kernels[step].Run(state, threads);
        validation?.Check(plan.Steps[step], state.Values);
        GC.KeepAlive(state);
    }
}
