using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>The compiled body of a loop. The places of its arguments and results are set anew for every step.</summary>
internal sealed unsafe class LoopBodyProgram
{
    private readonly CpuProgram program;
    private readonly (int Node, int Argument)[] arguments;
    private readonly (int Node, double Number)[] constants;

    // For each result, the value whose memory holds it, and whether that memory is the result's alone.
    private readonly (int Root, long Bytes, bool IsOwn)[] results;

    /// <summary>Compiles a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="wanted">The indices of the results to compute.</param>
    /// <param name="isConstant">For each parameter, true if it is the same in every step.</param>
    /// <param name="executor">The executor of its steps.</param>
    /// <param name="isValidated">True to compare every step with the reference.</param>
    public LoopBodyProgram(Subgraph body, int[] wanted, bool[] isConstant, Executor executor, bool isValidated)
    {
        var canonical = Pipeline.Canonicalize(body.ToTrace(), Array.ConvertAll(wanted, i => body.Results[i]));
        var leaves = canonical.Leaves;
        var nodes = Enumerable.Range(0, leaves.Length).ToArray();
        arguments =
        [
            .. from node in nodes let slot = (leaves[node] as SlotLeaf)?.Slot as Slot.Argument where slot is not null select (node, slot.Index),
        ];
        constants = [.. from node in nodes let leaf = leaves[node] as ConstantLeaf where leaf is not null select (node, leaf.Number)];
        var isInvariant = new bool[canonical.Graph.Nodes.Length];
        foreach (var (node, argument) in arguments) isInvariant[node] = isConstant[argument];
        program = new(canonical.Graph, executor, isValidated, isInvariant);
        var seen = new HashSet<int>();
        results = Array.ConvertAll(program.Graph.Outputs, node =>
        {
            var root = program.RootOf(node);
            return (root, program.Graph.Nodes[node].Type.Bytes, leaves[root] is null && seen.Add(root));
        });
    }

    public ProgramState TakeState()
    {
        var state = program.TakeState();
        foreach (var (node, number) in constants) program.SetConstant(state, node, number);
        return state;
    }

    public void ReturnState(ProgramState state) => program.ReturnState(state);

    /// <summary>Places the arguments that are the same in every step and prepares the kernels that read them.</summary>
    public void Begin(ProgramState state, byte** places, int first, int threads)
    {
        foreach (var (node, argument) in arguments)
            if (argument >= first) program.Place(state, node, places[argument]);
        program.Begin(state, threads);
    }

    /// <summary>Runs one step.</summary>
    /// <param name="state">The state.</param>
    /// <param name="places">The address of every argument; read up to <paramref name="end"/>.</param>
    /// <param name="end">The first argument that is the same in every step.</param>
    /// <param name="targets">The address of every result.</param>
    /// <param name="threads">The largest number of threads.</param>
    public void Run(ProgramState state, byte** places, int end, byte** targets, int threads)
    {
        foreach (var (node, argument) in arguments)
            if (argument < end) program.Place(state, node, places[argument]);
        for (var i = 0; i < results.Length; i++)
            if (results[i].IsOwn) program.Place(state, results[i].Root, targets[i]);
        program.Execute(state, threads);
        for (var i = 0; i < results.Length; i++)
            if (!results[i].IsOwn) Buffer.MemoryCopy(state.Values[results[i].Root], targets[i], results[i].Bytes, results[i].Bytes);
    }
}
