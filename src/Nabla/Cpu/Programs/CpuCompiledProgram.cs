using Nabla.Compiler;
using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>A traced function as a program: its leaves are arguments and variables, its outputs results and new values of variables.</summary>
/// <remarks>
/// New values are computed next to the old ones and committed at the end, so a failure changes nothing. The memory of an old value is reused in the
/// next run unless it is still referenced. Where nothing can fail any more and the old value is not referenced elsewhere, the new value is written
/// over it instead.
/// </remarks>
internal sealed unsafe class CpuCompiledProgram : CompiledProgram
{
    private readonly CpuProgram program;
    private readonly int threads;
    private readonly (int Node, int Argument)[] arguments;
    private readonly (int Node, Variable Variable)[] reads;
    private readonly (int Node, DataBuffer Numbers)[] data;
    private readonly (int Node, double Number)[] constants;
    private readonly ProgramOutput[] outputs;
    private readonly Variable[] written;

    // The written variables in the global lock order.
    private readonly Variable[] inOrder;
    private readonly int resultCount;
    private readonly DonationPlan donation;

    // For each output, the index of the read of the variable that it updates; −1 for others.
    private readonly int[] readOf;
    private Memory? spare;

    public CpuCompiledProgram(CpuProgram program, IReadOnlyList<Leaf?> leaves, IReadOnlyList<Variable> written, int threads)
    {
        (this.program, this.threads, this.written) = (program, threads, [.. written]);
        inOrder = [.. written.Distinct().OrderBy(variable => variable.Number)];
        var nodes = Enumerable.Range(0, leaves.Count).ToArray();
        arguments = [.. from node in nodes let slot = SlotOf(leaves[node]) as Slot.Argument where slot is not null select (node, slot.Index)];
        reads = [.. from node in nodes let slot = SlotOf(leaves[node]) as Slot.Content where slot is not null select (node, slot.Variable)];
        data = [.. from node in nodes let leaf = leaves[node] as BufferLeaf where leaf is not null select (node, leaf.Numbers)];
        constants = [.. from node in nodes let leaf = leaves[node] as ConstantLeaf where leaf is not null select (node, leaf.Number)];
        var seen = new HashSet<int>();
        outputs = Array.ConvertAll(program.Graph.Outputs, node =>
        {
            var root = program.RootOf(node);
            return new ProgramOutput(root, program.Graph.Nodes[node].Type, leaves[root] is null && seen.Add(root));
        });
        resultCount = outputs.Length - written.Count;
        readOf =
        [
            .. outputs.Select((_, i) =>
                i < resultCount ? -1 : Array.FindIndex(reads, read => ReferenceEquals(read.Variable, this.written[i - resultCount]))),
        ];
        DonationCandidate[] candidates =
        [
            .. outputs.Select((output, i) =>
                new DonationCandidate(output.IsOwn && readOf[i] >= 0 ? reads[readOf[i]].Node : -1, output.Root)),
        ];
        donation = Pipeline.Donate(program.Plan, candidates, program.Options);
    }

    private static Slot? SlotOf(Leaf? leaf) => leaf is SlotLeaf { Slot: var slot } ? slot : null;

    /// <summary>The location of an output.</summary>
    /// <param name="Root">The value whose memory holds it.</param>
    /// <param name="Type">The type of the output.</param>
    /// <param name="IsOwn">True if the memory belongs to this output alone; otherwise it is copied from a leaf or another output.</param>
    private sealed record ProgramOutput(int Root, TensorType Type, bool IsOwn);

    /// <summary>The buffers read and written in a run.</summary>
    private sealed class Memory(int reads, int outputs)
    {
        public DataBuffer?[] Read { get; } = new DataBuffer?[reads];

        public DataBuffer?[] Written { get; } = new DataBuffer?[outputs];
    }

    public override bool Reads(Variable variable) => Array.Exists(reads, read => ReferenceEquals(read.Variable, variable));

    public override Tensor[] Run(ReadOnlySpan<Tensor> given)
    {
        foreach (var argument in given) argument.Evaluate();
        // Reading, updating and writing back is atomic: threads that write to the same variables run one after the other.
        var locked = 0;
        try
        {
            foreach (var variable in inOrder)
            {
                Monitor.Enter(variable.StepGate);
                locked++;
            }
            return RunAlone(given);
        }
        finally
        {
            while (locked > 0) Monitor.Exit(inOrder[--locked].StepGate);
        }
    }

    private Tensor[] RunAlone(ReadOnlySpan<Tensor> given)
    {
        var state = program.TakeState();
        var memory = Interlocked.Exchange(ref spare, null) ?? new Memory(reads.Length, outputs.Length);
        var held = 0;
        try
        {
            Prepare(state, memory, given, ref held);
            program.Execute(state, 0, donation.FirstStep, threads);
            Donate(state, memory);
            program.Execute(state, donation.FirstStep, program.StepCount, threads);
            // Copy while the leaves are held; afterward their memory may be overwritten.
            for (var i = 0; i < outputs.Length; i++)
            {
                if (!outputs[i].IsOwn) memory.Written[i] = Copy(state.Values[outputs[i].Root], outputs[i].Type);
            }
        }
        finally
        {
            for (var i = 0; i < held; i++) reads[i].Variable.EndReading();
        }
        var results = resultCount == 0 ? [] : new Tensor[resultCount];
        for (var i = 0; i < outputs.Length; i++)
        {
            var numbers = memory.Written[i]!;
            // The caller owns a result, a variable its new value; it returns the memory of the old value unless that was reused.
            memory.Written[i] = i < resultCount ? null : written[i - resultCount].Replace(numbers);
            if (i < resultCount) results[i] = Tensor.Of(numbers, outputs[i].Type.Shape, reads.Length > 0 ? this : null);
            if (!outputs[i].IsOwn) memory.Written[i] = null;
        }
        Array.Clear(memory.Read);
        foreach (var argument in given) GC.KeepAlive(argument);
        program.ReturnState(state);
        spare = memory;
        return results;
    }

    /// <summary>Runs an action on the program's values as they would be for the given arguments, without committing anything.</summary>
    public void Rehearse(ReadOnlySpan<Tensor> given, Action<ProgramState> run)
    {
        foreach (var argument in given) argument.Evaluate();
        var (state, memory, held) = (program.TakeState(), new Memory(reads.Length, outputs.Length), 0);
        try
        {
            Prepare(state, memory, given, ref held);
            for (var i = resultCount; i < outputs.Length; i++)
            {
                if (!donation.IsPossible[i]) continue;
                // A copy is overwritten in place of the variable's value.
                var read = readOf[i];
                program.Place(state, reads[read].Node, memory.Written[i] = Copy(memory.Read[read]!.Pointer, outputs[i].Type));
                program.Place(state, outputs[i].Root, memory.Written[i]!);
            }
            run(state);
        }
        finally
        {
            for (var i = 0; i < held; i++) reads[i].Variable.EndReading();
        }
        foreach (var argument in given) GC.KeepAlive(argument);
        GC.KeepAlive(memory);
        program.ReturnState(state);
    }

    /// <summary>Sets all addresses and begins to read the variables; <paramref name="held"/> counts those that must be released.</summary>
    private void Prepare(ProgramState state, Memory memory, ReadOnlySpan<Tensor> given, ref int held)
    {
        foreach (var (node, number) in constants) program.SetConstant(state, node, number);
        foreach (var (node, numbers) in data) program.Place(state, node, numbers);
        foreach (var (node, argument) in arguments) program.Place(state, node, given[argument].Read());
        for (; held < reads.Length; held++)
        {
            memory.Read[held] = reads[held].Variable.BeginReading();
            program.Place(state, reads[held].Node, memory.Read[held]!);
        }
        for (var i = 0; i < outputs.Length; i++)
        {
            // Outputs that may overwrite the old value are placed later.
            if (outputs[i].IsOwn && !donation.IsPossible[i]) program.Place(state, outputs[i].Root, memory.Written[i] ??= New(outputs[i].Type));
        }
    }

    /// <summary>Places outputs that may overwrite an old value: in its memory if it is not referenced elsewhere, otherwise next to it.</summary>
    private void Donate(ProgramState state, Memory memory)
    {
        for (var i = resultCount; i < outputs.Length; i++)
        {
            if (!donation.IsPossible[i]) continue;
            if (written[i - resultCount].TryDonate()) memory.Written[i] = memory.Read[readOf[i]];
            else memory.Written[i] ??= New(outputs[i].Type);
            program.Place(state, outputs[i].Root, memory.Written[i]!);
        }
    }

    private static DataBuffer New(TensorType type) => new(type.Element, type.ElementCount);

    private static DataBuffer Copy(byte* source, TensorType type)
    {
        var copy = New(type);
        Buffer.MemoryCopy(source, copy.Pointer, type.Bytes, type.Bytes);
        return copy;
    }
}
