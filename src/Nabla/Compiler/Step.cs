namespace Nabla.Compiler;

/// <summary>A step of a program. Values are numbered; the memory plan assigns their memory.</summary>
internal abstract record Step(int Output, int[] Inputs)
{
    /// <summary>All values that it writes.</summary>
    public virtual IReadOnlyList<int> Outputs => [Output];

    /// <summary>True if it may throw for some inputs, leaving its results incomplete.</summary>
    public virtual bool CanFail => false;
}

/// <summary>An elementwise computation over one shape, in one pass.</summary>
/// <param name="Results">The values written, and the instruction that computes each.</param>
/// <param name="Inputs">The values read.</param>
/// <param name="Maps">For each input, its strides along the axes of <paramref name="Shape"/>, or null if it is contiguous.</param>
/// <param name="Offsets">For each input, the index of the first element read.</param>
/// <param name="Shape">The shape of the results, with adjacent axes merged where all inputs allow it.</param>
/// <param name="Body">The instructions. With multiple results, those that read inputs come first.</param>
internal sealed record LoopStep(
    LoopResult[] Results,
    int[] Inputs,
    long[]?[] Maps,
    long[] Offsets,
    int[] Shape,
    ElementwiseInstruction[] Body) : Step(Results[0].Value, Inputs)
{
    /// <summary>The limit on simple instructions beside one function in a loop, set by the registers and the JIT's inlining.</summary>
    public const int MostSimple = 32;

    /// <summary>The number of elements of each result.</summary>
    public int Count
    {
        get
        {
            var count = 1;
            foreach (var size in Shape) count *= size;
            return count;
        }
    }

    public override IReadOnlyList<int> Outputs { get; } = Array.ConvertAll(Results, result => result.Value);

    public override bool CanFail => Array.Exists(Body, instruction => instruction.CanFail);

    /// <summary>The common type of all values except truth values; null if there are several.</summary>
    public ElementType? NumberType
    {
        get
        {
            ElementType? common = null;
            foreach (var instruction in Body)
            {
                if (instruction.Type == ElementType.Boolean) continue;
                if (common is { } type && type != instruction.Type) return null;
                common = instruction.Type;
            }
            return common;
        }
    }

    /// <summary>True if an input is read element by element at the positions of the results.</summary>
    public bool IsStraight(int input) => Maps[input] is null && Offsets[input] == 0;
}

/// <summary>A value that a loop writes, and the instruction that computes it.</summary>
internal readonly record struct LoopResult(int Value, int Instruction);

/// <summary>
/// Loops and row reductions fused into one pass over the data. The stages of a group process a stretch of elements one after the other while it is in
/// the cache. Groups are independent and run in any order and on any thread.
/// </summary>
internal sealed record FusedStep(StageGroup[] Groups)
    : Step(Groups[0].Stages[0].Output, [.. Groups.SelectMany(group => group.Stages).SelectMany(stage => stage.Inputs).Distinct()])
{
    /// <summary>The stages of all groups.</summary>
    public IEnumerable<Step> Stages => Groups.SelectMany(group => group.Stages);

    public override IReadOnlyList<int> Outputs { get; } = [.. Groups.SelectMany(group => group.Stages).SelectMany(stage => stage.Outputs)];

    public override bool CanFail => Stages.Any(stage => stage.CanFail);
}

/// <summary>Stages over the same rows.</summary>
/// <param name="Stages">
/// Loops over all elements or with one element per row, and reductions of whole rows. They read each other's results in place only: an element at its
/// own position, a per-row value in its row.
/// </param>
/// <param name="Count">The number of elements.</param>
/// <param name="RowLength">The number of elements per row; 1 if no stage works by rows.</param>
internal sealed record StageGroup(Step[] Stages, int Count, int RowLength)
{
    public int Rows => Count / RowLength;

    /// <summary>True if a stage has one element per row instead of one per element.</summary>
    public bool IsPerRow(Step stage) => stage is LoopStep loop && RowLength > 1 && loop.Count == Rows;
}

/// <summary>A reduction of [outer, count, inner] over the middle axis.</summary>
internal sealed record ReductionStep(int Output, int[] Inputs, ReductionKind Kind, int Outer, int Count, int Inner) : Step(Output, Inputs);

/// <summary>Copies of boxes between strided layouts.</summary>
internal sealed record CopyStep(int Output, int[] Inputs, MovementPiece[] Pieces, bool ZeroFills) : Step(Output, Inputs);

/// <summary>The kernel of an operation with multiple results.</summary>
/// <param name="Results">The value of each result; −1 if it is unused.</param>
/// <param name="Inputs">The values read.</param>
/// <param name="Operation">The operation.</param>
internal sealed record MultiResultStep(int[] Results, int[] Inputs, MultiResultOperation Operation) : Step(Results[0], Inputs)
{
    public override IReadOnlyList<int> Outputs { get; } = Array.FindAll(Results, value => value >= 0);

    public override bool CanFail => Operation.CanFail;
}

/// <summary>The kernel of an opaque operation.</summary>
internal sealed record OpaqueStep(int Output, int[] Inputs, OpaqueOperation Operation) : Step(Output, Inputs)
{
    public override bool CanFail => Operation.CanFail;
}
