using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>Assigns the instructions of an elementwise body to kernels.</summary>
/// <remarks>
/// A kernel holds at most one long function with simple arithmetic around it: several long functions in one loop stall each other, and the JIT limits
/// inlining per method. Segments are numbered in execution order.
/// </remarks>
internal sealed class SegmentAssignment
{
    private const int None = -1;
    private readonly ElementwiseInstruction[] body;
    private readonly int[] results;
    private readonly int[] segments;
    private readonly List<int> simple = [];
    private readonly List<bool> isLong = [];

    public SegmentAssignment(ElementwiseInstruction[] body, int[] results)
    {
        this.body = body;
        this.results = results;
        segments = new int[body.Length];
        Array.Fill(segments, None);
        PlaceEarly(ElementwiseInstruction.Needed(body, results));
        MoveLate();
    }

    /// <summary>The number of segments; some may be empty.</summary>
    public int Count => Math.Max(1, simple.Count);

    /// <summary>The segment of an instruction; negative for inputs and constants, which any segment may use, and for dead instructions.</summary>
    public int this[int instruction] => segments[instruction];

    public static IEnumerable<int> Operands(ElementwiseInstruction instruction)
    {
        if (instruction.IsLeaf) yield break;
        yield return instruction.A;
        if (instruction.B >= 0) yield return instruction.B;
        if (instruction.C >= 0) yield return instruction.C;
    }

    /// <summary>Places each instruction in the first segment that has its operands and enough room.</summary>
    private void PlaceEarly(bool[] needed)
    {
        for (var i = 0; i < body.Length; i++)
        {
            if (!needed[i] || body[i].IsLeaf) continue;
            var segment = Math.Max(0, Operands(body[i]).Max(operand => segments[operand]));
            while (segment < simple.Count && (body[i].IsFunction ? isLong[segment] : simple[segment] == LoopStep.MostSimple)) segment++;
            if (segment == simple.Count)
            {
                simple.Add(0);
                isLong.Add(false);
            }
            segments[i] = segment;
            if (body[i].IsFunction) isLong[segment] = true;
            else simple[segment]++;
        }
    }

    /// <summary>Moves simple instructions to the segment of their first use if that passes no more values between segments.</summary>
    private void MoveLate()
    {
        var firstUse = new int[body.Length];
        Array.Fill(firstUse, int.MaxValue);
        for (var i = body.Length - 1; i >= 0; i--)
        {
            if (segments[i] == None) continue;
            var target = firstUse[i];
            if (!results.Contains(i) && !body[i].IsFunction && target > segments[i] && simple[target] < LoopStep.MostSimple
                && Operands(body[i]).Distinct().Count(operand => !body[operand].IsLeaf) <= 1)
            {
                simple[segments[i]]--;
                simple[target]++;
                segments[i] = target;
            }
            foreach (var operand in Operands(body[i])) firstUse[operand] = Math.Min(firstUse[operand], segments[i]);
        }
    }
}
