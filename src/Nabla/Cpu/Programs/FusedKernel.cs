using System.Runtime.CompilerServices;
using Nabla.Compiler;
using Nabla.Core;
using Nabla.Kernels;

namespace Nabla.Cpu;

/// <summary>Loops and row reductions prepared to run fused: piece by piece, and within a piece stretch by stretch through all stages of a group.</summary>
/// <remarks>Values local to the pass have no memory except one stretch per thread.</remarks>
internal sealed unsafe class FusedKernel : Kernel
{
    // The elements of a piece of work for a thread: enough instructions to be worth claiming, and no more elements than stay in the cache.
    private const int LongestPiece = 1 << 14;
    private const int ShortestPiece = 1 << 10;
    private const int PieceInstructions = 1 << 17;

    // A pass that is longer than a piece is cut into as many, so that two threads finish at about the same time.
    private const int FewestPieces = 4;

    // Instructions of a vector that an elementary function takes, about.
    private const int FunctionLength = 20;

    // The elements processed by all stages before going on: a stretch of each stays in the L1 and L2 caches.
    private const int StretchLength = 1 << 12;
    private const int LineBytes = 64;

    // The time of an instruction on a vector whose operands are in this thread's cache, about. Where others wrote them, most of it is lost to fetching them.
    private const double VectorNanoseconds = 0.8;
    private const double Saved = 0.4;

    [ThreadStatic]
    private static DataBuffer? scratch;

    private readonly Executor executor;
    private readonly Stage[] stages;
    private readonly Group[] groups;
    private readonly int pieces;
    private readonly int pointerCount;
    private readonly double nanoseconds;

    public FusedKernel(ProgramPlan plan, IReadOnlyList<StageGroup> groups, Executor executor)
    {
        this.executor = executor;
        var graph = plan.Graph;
        var (made, prepared) = (new List<Group>(), new List<Stage>());
        var work = 0L;
        foreach (var group in groups)
        {
            var stretch = new StretchPlan(graph, group, plan.IsScratch);
            var first = (Stage: prepared.Count, Pointer: pointerCount);
            var length = 0;
            foreach (var step in group.Stages)
            {
                prepared.Add(new(step, executor, graph, pointerCount, group.IsPerRow(step), stretch));
                pointerCount += step.Inputs.Length + step.Outputs.Count;
                var instructions = step is LoopStep loop ? loop.Body.Sum(instruction => instruction.IsFunction ? FunctionLength : 1) : 1;
                work += step is LoopStep { Count: var count } ? (long)count * instructions : group.Count;
                length += group.IsPerRow(step) ? 0 : instructions;
            }
            var all = (long)group.Rows * group.RowLength * length;
            var ofPiece = all < PieceInstructions ? PieceInstructions : (int)Math.Min(all / FewestPieces, PieceInstructions);
            var rows = Math.Max(1, Math.Clamp(ofPiece / Math.Max(1, length), ShortestPiece, LongestPiece) / group.RowLength);
            // Stretches aligned to cache lines are faster.
            if (rows > LineBytes) rows -= rows % LineBytes;
            made.Add(new(first.Stage, prepared.Count, first.Pointer, pointerCount, group.Rows, group.RowLength, rows, stretch.Rows, stretch.Bytes, pieces));
            pieces += (group.Rows + rows - 1) / rows;
        }
        stages = [.. prepared];
        this.groups = [.. made];
        nanoseconds = work * VectorNanoseconds * 32 / Math.Max(32, VectorWidth.Current);
    }

    /// <summary>The stages over one set of rows, the range of their pointers, and how the rows are split.</summary>
    private readonly record struct Group(
        int FirstStage,
        int EndStage,
        int FirstPointer,
        int EndPointer,
        int Rows,
        int RowLength,
        int RowsInPiece,
        int RowsInStretch,
        int ScratchBytes,
        int FirstPiece);

    public override int PointerCount => pointerCount;

    public override void Run(ProgramState state, int threads)
    {
        var values = state.Values;
        var room = (byte**)Unsafe.AsPointer(ref state.Pointers[0]);
        foreach (var stage in stages)
        {
            var place = room + stage.FirstPointer;
            for (var i = 0; i < stage.Offsets.Length; i++) *place++ = values[stage.Step.Inputs[i]] + stage.Offsets[i];
            foreach (var output in stage.Outputs) *place++ = values[output];
            stage.Loop?.Begin();
        }
        Workers.For(pieces, HandOver.Threads(Saved * nanoseconds, threads), new Pieces(this, room));
    }

    private readonly struct Pieces(FusedKernel pass, byte** room) : IPieces
    {
        public void Run(int piece) => pass.RunPiece(room, piece);

        public double Work(int piece) => pass.Numbers(piece);
    }

    private int GroupOf(int piece)
    {
        var number = 0;
        while (number + 1 < groups.Length && groups[number + 1].FirstPiece <= piece) number++;
        return number;
    }

    /// <summary>The elements of a piece over all stages.</summary>
    private double Numbers(int piece)
    {
        ref readonly var group = ref groups[GroupOf(piece)];
        double rows = Math.Min(group.RowsInPiece, group.Rows - (piece - group.FirstPiece) * group.RowsInPiece);
        var numbers = 0.0;
        for (var i = group.FirstStage; i < group.EndStage; i++) numbers += rows * (stages[i].IsPerRow ? 1 : group.RowLength);
        return numbers;
    }

    private void RunPiece(byte** room, int piece)
    {
        ref readonly var group = ref groups[GroupOf(piece)];
        var start = (piece - group.FirstPiece) * group.RowsInPiece;
        var end = Math.Min(group.Rows, start + group.RowsInPiece);
        if (group.ScratchBytes == 0)
        {
            for (var row = start; row < end; row += group.RowsInStretch) RunStretch(group, room, row, Math.Min(end, row + group.RowsInStretch));
            return;
        }
        var buffer = scratch;
        if (buffer is null || buffer.Count < group.ScratchBytes) scratch = buffer = new DataBuffer(ElementType.Boolean, group.ScratchBytes);
        // Addresses per thread: those of local values move with the stretch.
        var count = group.EndPointer - group.FirstPointer;
        var own = stackalloc byte*[count];
        new ReadOnlySpan<nint>(room + group.FirstPointer, count).CopyTo(new Span<nint>(own, count));
        for (var row = start; row < end; row += group.RowsInStretch)
        {
            for (var i = group.FirstStage; i < group.EndStage; i++)
                foreach (var local in stages[i].Locals) own[local.Pointer - group.FirstPointer] = buffer.Pointer + local.Offset - (long)row * local.RowBytes;
            RunStretch(group, own - group.FirstPointer, row, Math.Min(end, row + group.RowsInStretch));
        }
        GC.KeepAlive(buffer);
    }

    private void RunStretch(in Group group, byte** pointers, int row, int endRow)
    {
        for (var i = group.FirstStage; i < group.EndStage; i++)
        {
            ref readonly var stage = ref stages[i];
            var places = pointers + stage.FirstPointer;
            if (stage.Loop is { } loop)
            {
                var length = stage.IsPerRow ? 1 : group.RowLength;
                loop.RunRange(places, row * length, endRow * length);
            }
            else
            {
                var reduction = (ReductionStep)stage.Step;
                executor.Reduce(
                    reduction,
                    stage.Type,
                    places[0] + (long)row * group.RowLength * stage.Type.Size(),
                    places[1] + (long)row * stage.ResultBytes,
                    endRow - row,
                    1);
            }
        }
    }

    /// <summary>A step of a fused pass.</summary>
    private readonly struct Stage
    {
        public Stage(Step step, Executor executor, CanonicalGraph graph, int firstPointer, bool isPerRow, StretchPlan plan)
        {
            (Step, FirstPointer, IsPerRow) = (step, firstPointer, isPerRow);
            Outputs = [.. step.Outputs];
            Type = graph.Nodes[step.Inputs.Length > 0 ? step.Inputs[0] : step.Output].Type.Element;
            ResultBytes = graph.Nodes[step.Output].Type.Element.Size();
            if (step is LoopStep loop) Loop = executor.Prepare(loop);
            Offsets = Array.ConvertAll(step.Inputs, _ => 0L);
            for (var i = 0; step is LoopStep && i < Offsets.Length; i++)
                Offsets[i] = ((LoopStep)step).Offsets[i] * graph.Nodes[step.Inputs[i]].Type.Element.Size();
            Locals = [.. step.Inputs.Concat(step.Outputs).Select((value, i) => (Value: graph.RootOf(value), Pointer: firstPointer + i))
                .Where(place => plan.Has(place.Value)).Select(place => plan.Local(place.Value, place.Pointer))];
        }

        public Step Step { get; }

        public Loop? Loop { get; }

        public int[] Outputs { get; }

        public int FirstPointer { get; }

        public bool IsPerRow { get; }

        /// <summary>The input type of a reduction.</summary>
        public ElementType Type { get; }

        public int ResultBytes { get; }

        /// <summary>For each input, the byte offset of its first element read.</summary>
        public long[] Offsets { get; }

        public LocalPointer[] Locals { get; }
    }

    /// <summary>A pointer to a local value: the offset of its stretch in the scratch memory, and the size of a row.</summary>
    private readonly record struct LocalPointer(int Pointer, int Offset, int RowBytes);

    /// <summary>Splits rows into stretches and lays out the local values of one stretch.</summary>
    private sealed class StretchPlan
    {
        private readonly Dictionary<int, (int Offset, int RowBytes)> places = [];

        public StretchPlan(CanonicalGraph graph, StageGroup group, bool[] isLocal)
        {
            Rows = group.Stages.Length == 1 ? group.Rows : Math.Max(1, StretchLength / group.RowLength);
            if (Rows > LineBytes) Rows -= Rows % LineBytes;
            foreach (var stage in group.Stages)
            {
                foreach (var output in stage.Outputs)
                {
                    if (!isLocal[output]) continue;
                    var rowBytes = graph.Nodes[output].Type.Element.Size() * (stage is ReductionStep || group.IsPerRow(stage) ? 1 : group.RowLength);
                    places[output] = (Bytes, rowBytes);
                    Bytes += (Math.Min(Rows, group.Rows) * rowBytes + LineBytes - 1) / LineBytes * LineBytes;
                }
            }
        }

        public int Rows { get; }

        public int Bytes { get; private set; }

        public bool Has(int value) => places.ContainsKey(value);

        public LocalPointer Local(int value, int pointer) => new(pointer, places[value].Offset, places[value].RowBytes);
    }
}
