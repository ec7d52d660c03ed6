namespace Nabla.Cpu;

/// <summary>A kernel of a loop and the buffers that its pointers refer to, inputs first.</summary>
/// <remarks>Buffers are numbered: the inputs of the loop, then its results, then tiles for values passed between segments.</remarks>
internal sealed record LoopSegment(KernelCode Code, int[] Places)
{
    /// <summary>Splits a body into kernels. The last one writes the result; multiple results require a single kernel.</summary>
    /// <param name="body">The instructions, all on one float type or on truth values.</param>
    /// <param name="results">The instructions that are results.</param>
    /// <param name="singles">For each input, true if it is a single element.</param>
    /// <param name="type">The element type.</param>
    /// <param name="width">The vector width in bits.</param>
    public static LoopSegment[] Cut(ElementwiseInstruction[] body, int[] results, bool[] singles, ElementType type, int width)
    {
        var merged = MergeLeaves(body);
        var assignment = new SegmentAssignment(merged, results);
        if (results.Length > 1 && assignment.Count > 1) throw new ArgumentException("A body with multiple results must fit into one kernel.", nameof(results));
        var lastUse = LastUses(merged, assignment);
        var tiles = new Tiling(singles.Length + results.Length);
        var places = new int[body.Length];
        var segments = new List<LoopSegment>();
        for (var segment = 0; segment < assignment.Count; segment++)
        {
            var members = Enumerable.Range(0, body.Length).Where(i => assignment[i] == segment).ToList();
            var isLast = segment == assignment.Count - 1;
            if (members.Count == 0 && !isLast) continue;
            var builder = new SegmentBuilder(merged, singles, places, value => assignment[value] == segment);
            foreach (var member in members) builder.Add(member);
            var handedOver = members.Where(value => !results.Contains(value) && lastUse[value] > segment).ToList();
            // Kernels read before they write, so a buffer may be overwritten by the kernel that last reads it.
            for (var value = 0; value < body.Length; value++)
                if (lastUse[value] == segment && assignment[value] >= 0 && assignment[value] < segment) tiles.Free(places[value]);
            foreach (var value in handedOver) places[value] = tiles.Take();
            var outputs = handedOver.Select(value => (Local: builder.Local(value), Place: places[value])).ToList();
            if (isLast) outputs.AddRange(results.Select((result, i) => (builder.Local(result), singles.Length + i)));
            var code = new KernelCode(type, width, [.. builder.Code], [.. builder.Singles], [.. outputs.Select(output => output.Local)]);
            segments.Add(new(code, [.. builder.Places, .. outputs.Select(output => output.Place)]));
        }
        return [.. segments];
    }

    /// <summary>Merges equal inputs and constants into the first of them.</summary>
    private static ElementwiseInstruction[] MergeLeaves(ElementwiseInstruction[] body)
    {
        var first = new Dictionary<(ElementwiseOpcode, ElementType, int, long), int>();
        var canonical = new int[body.Length];
        var merged = new ElementwiseInstruction[body.Length];
        for (var i = 0; i < body.Length; i++)
        {
            var instruction = body[i];
            canonical[i] = i;
            if (instruction.IsLeaf)
            {
                var key = (instruction.Code, instruction.Type, instruction.A, BitConverter.DoubleToInt64Bits(instruction.Constant));
                if (!first.TryAdd(key, i)) canonical[i] = first[key];
                merged[i] = instruction;
                continue;
            }
            merged[i] = instruction with { A = canonical[instruction.A], B = Canonical(instruction.B), C = Canonical(instruction.C) };
        }
        return merged;

        int Canonical(int operand) => operand >= 0 ? canonical[operand] : operand;
    }

    private static int[] LastUses(ElementwiseInstruction[] body, SegmentAssignment assignment)
    {
        var lastUse = new int[body.Length];
        for (var i = 0; i < body.Length; i++)
        {
            if (assignment[i] < 0) continue;
            foreach (var operand in SegmentAssignment.Operands(body[i])) lastUse[operand] = Math.Max(lastUse[operand], assignment[i]);
        }
        return lastUse;
    }

    /// <summary>Allocates buffers for tiles.</summary>
    private sealed class Tiling(int first)
    {
        private readonly Stack<int> free = new();
        private int next = first;

        public int Take() => free.TryPop(out var place) ? place : next++;

        public void Free(int place) => free.Push(place);
    }
}
