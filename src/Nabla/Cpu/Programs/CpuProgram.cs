using Nabla.Compiler;
using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>A graph ready to run: a flat list of steps and the plan of their memory. It may run on several threads at once.</summary>
internal sealed unsafe class CpuProgram
{
    private readonly ProgramPlan plan;
    private readonly Kernel[] kernels;
    private readonly KernelValidation? validation;

    // For every value whose memory is handed over in each run, all values that lie there.
    private readonly int[][] sharers;
    private ProgramState? spare;

    /// <summary>A program for a Graph.</summary>
    /// <param name="graph">The Graph.</param>
    /// <param name="executor">What runs its steps.</param>
    /// <param name="isValidated">Whether every step is compared with the reference each time it runs.</param>
    public CpuProgram(CanonicalGraph graph, Executor executor, bool isValidated = false)
    {
        validation = isValidated ? new KernelValidation(graph) : null;
        // Whoever wants to look at every value must find it in memory.
        Options = isValidated ? new(KeepsAllValues: true) : PipelineOptions.Default;
        plan = Pipeline.Run(graph, Options);
        kernels = [.. plan.Steps.Select((_, i) => executor.Prepare(plan, i))];
        sharers = new int[Graph.Nodes.Length][];
        Array.Fill(sharers, []);
        for (var node = 0; node < sharers.Length; node++)
        {
            var root = Memory.Root[node];
            if (Memory.Offsets[root] < 0) sharers[root] = [.. sharers[root], node];
        }
    }

    /// <summary>How it was compiled.</summary>
    public PipelineOptions Options { get; }

    /// <summary>What it does.</summary>
    public ProgramPlan Plan => plan;

    public IReadOnlyList<Step> Steps => plan.Steps;

    public int StepCount => plan.Steps.Length;

    public long ArenaBytes => Memory.ArenaBytes;

    public CanonicalGraph Graph => plan.Graph;

    private MemoryPlan Memory => plan.Memory;

    /// <summary>The value whose memory an output lies in: another output's, or a leaf's, where both are the same numbers.</summary>
    public int RootOf(int output) => Memory.Root[output];

    /// <summary>Runs the program and returns the numbers of the outputs, in the order of the graph's outputs.</summary>
    public DataBuffer[] Run(IReadOnlyList<Leaf?> leaves, int threads)
    {
        var state = TakeState();
        var owned = new Dictionary<int, DataBuffer>();
        foreach (var output in Graph.Outputs)
        {
            var root = Memory.Root[output];
            if (!owned.ContainsKey(root)) owned[root] = NumbersOf(leaves[root]) ?? new DataBuffer(Graph.Nodes[root].Type.Element, Graph.Nodes[root].Type.ElementCount);
        }
        for (var root = 0; root < Graph.Nodes.Length; root++)
        {
            owned.TryGetValue(root, out var buffer);
            if (leaves[root] is ConstantLeaf { Number: var number })
            {
                SetConstant(state, root, number);
                // A constant keeps its place in the arena; as a result it is a copy.
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

    /// <summary>What a run needs, with all addresses set that are the same in every run.</summary>
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

    /// <summary>Says where a value lies that has no place in the arena. The buffer must be kept alive by the caller.</summary>
    public void Place(ProgramState state, int root, DataBuffer buffer)
    {
        foreach (var node in sharers[root]) state.Values[node] = buffer.Pointer;
    }

    public void SetConstant(ProgramState state, int node, double value) => Tiles.Fill(Graph.Nodes[node].Type.Element, state.Values[node], value, 1);

    public void Execute(ProgramState state, int threads) => Execute(state, 0, StepCount, threads);

    /// <summary>Runs the steps from <paramref name="first"/> up to but not including <paramref name="end"/>.</summary>
    public void Execute(ProgramState state, int first, int end, int threads)
    {
        for (var i = first; i < end; i++) Execute(state, i, threads);
    }

    /// <summary>Runs one of the steps, whose inputs have been computed.</summary>
    public void Execute(ProgramState state, int step, int threads)
    {
        kernels[step].Run(state, threads);
        validation?.Check(plan.Steps[step], state.Values);
        GC.KeepAlive(state);
    }
}
