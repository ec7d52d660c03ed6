namespace Nabla.Compiler;

/// <summary>Checks the output of a pass, so that errors in a graph or a program are found here instead of in its results.</summary>
internal static class Verifier
{
    /// <summary>True if all checks are asked for: <see cref="NablaOptions.ValidatePrograms"/>.</summary>
    public static bool IsWanted { get; } = NablaOptions.Error() is null && NablaOptions.ValidatePrograms;

    /// <summary>True if passes are checked: on request, and in tests.</summary>
    public static bool IsOn { get; set; } = IsWanted;

    /// <summary>Checks that inputs precede their users and that every type is what the operation infers from its inputs.</summary>
    public static void Graph(CanonicalGraph graph)
    {
        if (!IsOn) return;
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            var (operation, type, inputs, _) = graph.Nodes[i];
            foreach (var input in inputs) Require(input >= 0 && input < i, $"node {i} reads node {input}, which does not precede it");
            if (operation is null)
            {
                Require(inputs.Length == 0, $"leaf {i} has inputs");
                continue;
            }
            var inferred = operation.Infer(Array.ConvertAll(inputs, input => graph.Nodes[input].Type));
            Require(inferred == type, $"node {i}, {operation}, has type {type} but infers {inferred}");
        }
        foreach (var output in graph.Outputs) Require(output >= 0 && output < graph.Nodes.Length, $"output {output} is not a node");
    }

    /// <summary>Checks that every value is written once, before it is read, and that the outputs are written.</summary>
    public static void Steps(CanonicalGraph graph, IReadOnlyList<Step> steps)
    {
        if (!IsOn) return;
        var written = new bool[graph.Nodes.Length];
        for (var i = 0; i < written.Length; i++) written[i] = graph.Nodes[i].Operation is null;
        foreach (var step in steps)
        {
            // Stages that run together may read each other's results.
            foreach (var loop in (step is FusedStep together ? together.Stages : [step]).OfType<LoopStep>()) Loop(graph, loop);
            var own = step is FusedStep ? step.Outputs : [];
            foreach (var input in step.Inputs)
                Require(written[graph.RootOf(input)] || own.Contains(graph.RootOf(input)), $"a step reads value {input} before it is written");
            foreach (var output in step.Outputs)
            {
                Require(!written[output], $"value {output} is written twice");
                written[output] = true;
            }
        }
        foreach (var output in graph.Outputs) Require(written[graph.RootOf(output)], $"output {output} is not written");
    }

    /// <summary>Checks that values that are alive at the same time do not overlap.</summary>
    public static void Memory(CanonicalGraph graph, IReadOnlyList<Step> steps, MemoryPlan plan)
    {
        if (!IsOn) return;
        var lastUse = new int[graph.Nodes.Length];
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var input in steps[i].Inputs) lastUse[plan.Root[input]] = i;
        }
        var (alive, overwritten) = (new Dictionary<int, (long Start, long End)>(), new HashSet<int>());
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var value in steps[i].Outputs)
            {
                var start = plan.Offsets[value];
                if (start < 0) continue;
                var place = (Start: start, End: start + graph.Nodes[value].Type.Bytes);
                Require(place.End <= plan.ArenaBytes, $"value {value} exceeds the arena");
                foreach (var (other, taken) in alive)
                {
                    if (taken.End <= place.Start || place.End <= taken.Start) continue;
                    Require(
                        taken.Start == place.Start
                            && lastUse[other] == i
                            && BufferReuse.IsPossible(graph, steps[i], value, other)
                            && !overwritten.Contains(other),
                        $"values {other} and {value} overlap in the arena");
                    overwritten.Add(other);
                }
                alive[value] = place;
            }
            foreach (var dead in alive.Keys.Where(value => lastUse[value] <= i).ToList()) alive.Remove(dead);
        }
    }

    private static void Loop(CanonicalGraph graph, LoopStep loop)
    {
        var count = loop.Count;
        Require(loop.Maps.Length == loop.Inputs.Length, $"the loop of value {loop.Output} does not have one map per input");
        for (var i = 0; i < loop.Maps.Length; i++)
        {
            Require(
                loop.Maps[i] is not { } map || map.Length == loop.Shape.Length,
                $"the loop of value {loop.Output} has a map of the wrong rank for input {i}");
            var (first, last) = (loop.Offsets[i], loop.Offsets[i]);
            for (var axis = 0; loop.Maps[i] is { } strides && axis < loop.Shape.Length; axis++)
            {
                first += Math.Min(0, (loop.Shape[axis] - 1L) * strides[axis]);
                last += Math.Max(0, (loop.Shape[axis] - 1L) * strides[axis]);
            }
            if (loop.Maps[i] is null) last += count - 1;
            Require(
                count == 0 || (first >= 0 && last < graph.Nodes[loop.Inputs[i]].Type.ElementCount),
                $"the loop of value {loop.Output} reads input {i} beyond its end");
        }
        for (var i = 0; i < loop.Body.Length; i++)
        {
            var instruction = loop.Body[i];
            if (instruction.Code == ElementwiseOpcode.Constant) continue;
            if (instruction.Code == ElementwiseOpcode.Input)
            {
                Require(
                    instruction.A < loop.Inputs.Length && graph.Nodes[loop.Inputs[instruction.A]].Type.Element == instruction.Type,
                    $"instruction {i} of the loop of value {loop.Output} reads an input that does not exist or has another type");
                continue;
            }
            foreach (var operand in (ReadOnlySpan<int>)[instruction.A, instruction.B, instruction.C])
                Require(operand < i, $"instruction {i} of the loop of value {loop.Output} comes before its operand {operand}");
        }
        foreach (var (value, instruction) in loop.Results)
        {
            Require(
                graph.Nodes[value].Type.ElementCount == count,
                $"the loop of value {loop.Output} does not cover the {graph.Nodes[value].Type.ElementCount} elements of value {value}");
            Require(
                loop.Body[instruction].Type == graph.Nodes[value].Type.Element,
                $"the loop of value {loop.Output} computes another type than that of value {value}");
        }
        // A result may share memory with an input that another instruction has yet to read.
        var firstWork = Array.FindIndex(loop.Body, instruction => !instruction.IsLeaf);
        Require(
            loop.Results.Length == 1 || firstWork < 0 || !Array.Exists(loop.Body[firstWork..], instruction => instruction.Code == ElementwiseOpcode.Input),
            $"the loop of value {loop.Output} writes results before it has read all inputs");
    }

    private static void Require(bool isRight, string what)
    {
        if (!isRight) throw new InvalidOperationException($"compiler: {what}.");
    }
}
