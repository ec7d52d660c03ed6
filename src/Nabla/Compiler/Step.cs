namespace Nabla.Compiler;

/// <summary>One thing that a program does. Values are numbered; where their memory lies is the memory plan's business.</summary>
internal abstract record Step(int Output, int[] Inputs)
{
    /// <summary>All values written.</summary>
    public virtual IReadOnlyList<int> Outputs => [Output];

    /// <summary>Whether it may throw on some numbers, in the middle of its results.</summary>
    public virtual bool CanFail => false;
}

/// <summary>An elementwise computation of any length over one shape, in one pass.</summary>
/// <param name="Results">The values written, and which instruction makes each.</param>
/// <param name="Inputs">The values read.</param>
/// <param name="Maps">For each input, its strides along the axes of <paramref name="Shape"/>, or null where it is read straight through.</param>
/// <param name="Offsets">For each input the element that is read first.</param>
/// <param name="Shape">The shape of the results, neighboring axes merged where every input allows it.</param>
/// <param name="Body">The instructions; where there are several results, those that read inputs come first.</param>
internal sealed record LoopStep(LoopResult[] Results, int[] Inputs, long[]?[] Maps, long[] Offsets, int[] Shape, ElementwiseInstruction[] Body) : Step(Results[0].Value, Inputs)
{
    /// <summary>How much arithmetic, next to one function, goes into a loop: there is an end to what registers hold, and the JIT takes in.</summary>
    public const int MostSimple = 32;

    /// <summary>How many elements each result has.</summary>
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

    /// <summary>What all its numbers are, next to truth values; null where they are of several types.</summary>
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

    /// <summary>Whether an input is read element by element where the results are written.</summary>
    public bool IsStraight(int input) => Maps[input] is null && Offsets[input] == 0;
}

/// <summary>A value that a loop writes, and the instruction that makes it.</summary>
internal readonly record struct LoopResult(int Value, int Instruction);

/// <summary>
/// Loops and reductions of rows that run together, as one pass over the data: the stages of a group over the same stretch of elements, one after
/// the other while it is in the cache; the groups, which know nothing of each other, in any order and on any thread.
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
/// Loops, over all elements or with one for each row, and reductions of whole rows. They read each other's results in place only: an element where it
/// is, a row's number in its row.
/// </param>
/// <param name="Count">All elements.</param>
/// <param name="RowLength">How many of them are a row; 1 where nothing goes by rows.</param>
internal sealed record StageGroup(Step[] Stages, int Count, int RowLength)
{
    public int Rows => Count / RowLength;

    /// <summary>Whether a stage has one element for each row, rather than for each element.</summary>
    public bool IsPerRow(Step stage) => stage is LoopStep loop && RowLength > 1 && loop.Count == Rows;
}

/// <summary>A reduction of [outer, count, inner] over the middle.</summary>
internal sealed record ReductionStep(int Output, int[] Inputs, ReductionKind Combine, int Outer, int Count, int Inner) : Step(Output, Inputs);

/// <summary>Copies of boxes between strided layouts.</summary>
internal sealed record CopyStep(int Output, int[] Inputs, MovePiece[] Pieces, bool ZeroFills) : Step(Output, Inputs);

/// <summary>The kernel of an operation with several results.</summary>
/// <param name="Results">For each result the value; −1 where nobody needs it.</param>
/// <param name="Inputs">The values read.</param>
/// <param name="Operation">The operation.</param>
internal sealed record MultiResultStep(int[] Results, int[] Inputs, MultiResultOperation Operation) : Step(Results[0], Inputs)
{
    public override IReadOnlyList<int> Outputs { get; } = Array.FindAll(Results, value => value >= 0);

    public override bool CanFail => Operation.CanFail;
}

/// <summary>An operation's own kernel.</summary>
internal sealed record OpaqueStep(int Output, int[] Inputs, OpaqueOperation Operation) : Step(Output, Inputs)
{
    public override bool CanFail => Operation.CanFail;
}
