namespace Nabla.Compiler;

/// <summary>Builds a fused step from stages that can run together.</summary>
internal sealed class FusedStepBuilder(CanonicalGraph graph)
{
    // Up to this many elements, handing work over costs more than memory traffic: small stages of any size go into one pass.
    private const int SmallStage = 1 << 14;

    // Whole rows of a group go through all its stages. Longer rows would leave the cache in between and keep other threads idle.
    private const int LongestRow = 1 << 14;
    private const int MostStagesInGroup = 12;
    private const int MostStages = 64;

    private readonly List<OpenGroup> groups = [];
    private readonly Dictionary<int, OpenGroup> groupOf = [];
    private int stages;

    /// <summary>True if all stages are small.</summary>
    public bool IsSmall { get; private set; } = true;

    /// <summary>True if a step can be part of a fused step: a loop, or a reduction of rows.</summary>
    public static bool IsStage(Step step) => step is LoopStep or ReductionStep { Inner: 1, Count: > 1 and <= LongestRow };

    public static bool IsSmallStage(Step stage, CanonicalGraph graph) => ElementsOf(stage, graph) <= SmallStage;

    /// <summary>True if a value is the result of one of the stages.</summary>
    public bool Writes(int node) => groupOf.ContainsKey(graph.RootOf(node));

    /// <summary>Adds a step if it can run together with the present stages.</summary>
    public bool TryAdd(Step step)
    {
        if (!IsStage(step) || stages == MostStages) return false;
        var isSmall = IsSmallStage(step, graph);
        OpenGroup? home = null;
        foreach (var input in step.Inputs)
        {
            if (!groupOf.TryGetValue(graph.RootOf(input), out var group)) continue;
            // Only values of the same rows are ready in time.
            if ((home is not null && home != group) || group.Stages.Count == MostStagesInGroup) return false;
            home = group;
        }
        if (home is not null && !TryJoin(home, step)) return false;
        if (home is null)
        {
            home = groups.FindLast(group => group.Stages.Count < MostStagesInGroup && Fits(group, step));
            if (home is null)
            {
                if (groups.Count > 0 && !(isSmall && IsSmall)) return false;
                groups.Add(home = new(ElementsOf(step, graph)));
            }
            if (step is ReductionStep reduction) home.RowLength = reduction.Count;
        }
        home.Stages.Add(step);
        groupOf[step.Output] = home;
        IsSmall &= isSmall;
        stages++;
        return true;
    }

    public void CloseInto(List<Step> result)
    {
        if (stages == 1) result.Add(groups[0].Stages[0]);
        else if (stages > 1) result.Add(new FusedStep([.. groups.Select(group => new StageGroup([.. group.Stages], group.Count, group.RowLength))]));
        groups.Clear();
        groupOf.Clear();
        (stages, IsSmall) = (0, true);
    }

    /// <summary>The number of elements that a stage processes.</summary>
    private static int ElementsOf(Step stage, CanonicalGraph graph) => stage is LoopStep loop ? loop.Count : graph.Nodes[stage.Inputs[0]].Type.ElementCount;

    /// <summary>True if a stage that reads nothing from a group processes the same elements and rows.</summary>
    private bool Fits(OpenGroup group, Step step) =>
        ElementsOf(step, graph) == group.Count && (step is not ReductionStep reduction || group.RowLength == 1 || group.RowLength == reduction.Count);

    /// <summary>Adds a stage that reads results of a group, if it reads them in place.</summary>
    private bool TryJoin(OpenGroup group, Step step)
    {
        if (step is ReductionStep reduction)
        {
            if (ElementsOf(reduction, graph) != group.Count || !Fits(group, reduction)) return false;
            group.RowLength = reduction.Count;
            return true;
        }
        var loop = (LoopStep)step;
        var count = loop.Count;
        var isPerRow = group.RowLength > 1 && count == group.Rows;
        if (count != group.Count && !isPerRow) return false;
        for (var i = 0; i < loop.Inputs.Length; i++)
        {
            if (!groupOf.ContainsKey(graph.RootOf(loop.Inputs[i]))) continue;
            var isRowNumber = group.RowLength > 1 && graph.Nodes[loop.Inputs[i]].Type.ElementCount == group.Rows;
            var isInPlace = isRowNumber == isPerRow
                ? loop.IsStraight(i)
                : isRowNumber && loop.Offsets[i] == 0 && loop.Maps[i] is { } map && RepeatsPerRow(loop.Shape, map, group.RowLength);
            if (!isInPlace) return false;
        }
        return true;
    }

    /// <summary>True if strides repeat one element over each row of the given length, row by row.</summary>
    private static bool RepeatsPerRow(int[] shape, long[] map, int rowLength)
    {
        var axis = shape.Length - 1;
        long covered = 1;
        for (; axis >= 0 && covered < rowLength; axis--)
        {
            if (shape[axis] != 1 && map[axis] != 0) return false;
            covered *= shape[axis];
        }
        if (covered != rowLength) return false;
        for (long stride = 1; axis >= 0; axis--)
        {
            if (shape[axis] != 1 && map[axis] != stride) return false;
            stride *= shape[axis];
        }
        return true;
    }

    private sealed class OpenGroup(int count)
    {
        public List<Step> Stages { get; } = [];

        public int Count { get; } = count;

        public int RowLength { get; set; } = 1;

        public int Rows => Count / RowLength;
    }
}
