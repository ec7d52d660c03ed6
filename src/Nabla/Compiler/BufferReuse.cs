namespace Nabla.Compiler;

/// <summary>Decides whether a step may write a result over a value that it reads.</summary>
internal static class BufferReuse
{
    /// <summary>
    /// True if a step reads each element of <paramref name="victim"/> no later than it writes the same element of <paramref name="output"/>.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="step">The step that writes the output.</param>
    /// <param name="output">One of its results.</param>
    /// <param name="victim">The value, with reshapes resolved, whose memory the result would take.</param>
    public static bool IsPossible(CanonicalGraph graph, Step step, int output, int victim)
    {
        var (target, source) = (graph.Nodes[output].Type, graph.Nodes[victim].Type);
        if (target.ElementCount != source.ElementCount || target.Element.Size() != source.Element.Size()) return false;
        switch (step)
        {
            case LoopStep loop:
                return ReadsStraight(graph, loop, victim);
            case FusedStep pass:
                foreach (var group in pass.Groups)
                {
                    var last = Array.FindIndex(group.Stages, stage => stage.Outputs.Contains(output));
                    for (var i = 0; i < group.Stages.Length; i++)
                    {
                        if (!Array.Exists(group.Stages[i].Inputs, input => graph.RootOf(input) == victim)) continue;
                        // Other groups run in any order; later stages would read the new values.
                        if (i > last || (i == last && group.Stages[i] is not LoopStep)) return false;
                        // A loop over one value per row overwrites the start of a larger input before later rows have read it.
                        if (group.Stages[i] is LoopStep stage
                            ? stage.Count != source.ElementCount || !ReadsStraight(graph, stage, victim)
                            : !IsWholeRows(group, (ReductionStep)group.Stages[i])) return false;
                    }
                }
                return true;
            default:
                return false;
        }
    }

    private static bool ReadsStraight(CanonicalGraph graph, LoopStep loop, int victim)
    {
        for (var i = 0; i < loop.Inputs.Length; i++)
            if (graph.RootOf(loop.Inputs[i]) == victim && !loop.IsStraight(i)) return false;
        return true;
    }

    private static bool IsWholeRows(StageGroup group, ReductionStep reduction) => reduction.Count == group.RowLength;
}
