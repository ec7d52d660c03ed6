namespace Nabla.Compiler;

/// <summary>Fuses consecutive loops over the same elements into one loop with multiple results.</summary>
/// <remarks>Shared inputs are then read once, and values passed between the loops stay in registers. An Adam step is one loop instead of three.</remarks>
internal static class MultiOutputFusion
{
    // The limit on inputs and results: each takes a pointer, and a memory stream or, if it is a single element, a register.
    private const int MostPlaces = 20;

    public static Step[] Run(CanonicalGraph graph, Step[] steps)
    {
        // Most graphs that are merely read have nothing to fuse, and short processes should not pay for the search.
        var hasPass = false;
        foreach (var step in steps) hasPass |= step is FusedStep;
        if (!hasPass) return steps;
        var joined = steps.Select(step => step is FusedStep pass ? new FusedStep([.. pass.Groups.Select(group => Joined(graph, group))]) : step).ToList();
        var read = graph.Outputs.Select(graph.RootOf).ToHashSet();
        foreach (var step in joined) read.UnionWith(step.Inputs.Select(graph.RootOf));
        return [.. joined.Select(step => step is FusedStep pass ? WithoutUnread(graph, pass, read) : step)];
    }

    private static StageGroup Joined(CanonicalGraph graph, StageGroup group)
    {
        var stages = new List<Step>();
        foreach (var stage in group.Stages)
        {
            if (stages.Count > 0 && stages[^1] is LoopStep first && stage is LoopStep second && TryJoin(graph, first, second) is { } both) stages[^1] = both;
            else stages.Add(stage);
        }
        return group with { Stages = [.. stages] };
    }

    /// <summary>Removes results that are read only inside their own loop, and returns the loop itself if it is the only stage left.</summary>
    private static Step WithoutUnread(CanonicalGraph graph, FusedStep pass, HashSet<int> readElsewhere)
    {
        var groups = Array.ConvertAll(pass.Groups, group => group with { Stages = Array.ConvertAll(group.Stages, WithoutUnreadResults) });
        return groups is [{ Stages: [LoopStep only] }] ? only : new FusedStep(groups);

        Step WithoutUnreadResults(Step stage) => stage is LoopStep { Results.Length: > 1 } loop
            ? new LoopStep(
                Array.FindAll(loop.Results, result => readElsewhere.Contains(result.Value)),
                loop.Inputs,
                loop.Maps,
                loop.Offsets,
                loop.Shape,
                loop.Body)
            : stage;
    }

    private static LoopStep? TryJoin(CanonicalGraph graph, LoopStep first, LoopStep second)
    {
        if (first.Count != second.Count || first.NumberType is not { } type || type != second.NumberType) return null;
        if (!IsSmall(first.Body.Concat(second.Body))) return null;
        var shape = FitsAnyShape(first) ? second.Shape : first.Shape;
        if (!shape.AsSpan().SequenceEqual(second.Shape) && !FitsAnyShape(second)) return null;
        var join = new JoinedLoop(graph, shape);
        join.Read(first);
        join.Read(second);
        join.Add(first);
        join.Add(second);
        return join.Inputs.Count + join.Results.Count <= MostPlaces ? join.ToStep() : null;
    }

    /// <summary>True if all inputs of a loop are contiguous or a single element.</summary>
    private static bool FitsAnyShape(LoopStep loop) => Array.TrueForAll(loop.Maps, map => map is null || IsOneNumber(map));

    private static bool IsOneNumber(long[] map) => Array.TrueForAll(map, stride => stride == 0);

    private static bool IsSmall(IEnumerable<ElementwiseInstruction> body)
    {
        var (simple, functions) = (0, 0);
        foreach (var instruction in body)
        {
            if (instruction.IsFunction) functions++;
            else if (!instruction.IsLeaf) simple++;
        }
        return simple <= LoopStep.MostSimple && functions <= 1;
    }

    /// <summary>Builds the joint loop: first all inputs, then the instructions of both loops.</summary>
    private sealed class JoinedLoop(CanonicalGraph graph, int[] shape)
    {
        private readonly List<ElementwiseInstruction> body = [];
        private readonly List<(int Value, long[]? Map, long Offset)> inputs = [];

        // The index in the body of each value: inputs by number, results by value.
        private readonly Dictionary<int, int> inputPlaces = [];
        private readonly Dictionary<int, int> resultPlaces = [];

        public IReadOnlyCollection<(int Value, long[]? Map, long Offset)> Inputs => inputs;

        public List<LoopResult> Results { get; } = [];

        private HashSet<int> Made { get; } = [];

        public void Read(LoopStep loop)
        {
            foreach (var instruction in loop.Body)
            {
                if (instruction.Code != ElementwiseOpcode.Input || Made.Contains(graph.RootOf(loop.Inputs[instruction.A]))) continue;
                var number = Number(loop, instruction.A);
                if (inputPlaces.TryAdd(number, body.Count)) body.Add(instruction with { A = number });
            }
            foreach (var result in loop.Results) Made.Add(result.Value);
        }

        public void Add(LoopStep loop)
        {
            var places = new int[loop.Body.Length];
            for (var i = 0; i < places.Length; i++)
            {
                var instruction = loop.Body[i];
                if (instruction.Code == ElementwiseOpcode.Input)
                {
                    // Results of the other loop are used directly: stages of a pass read each other's results in place.
                    places[i] = resultPlaces.TryGetValue(graph.RootOf(loop.Inputs[instruction.A]), out var made)
                        ? made
                        : inputPlaces[Number(loop, instruction.A)];
                    continue;
                }
                places[i] = body.Count;
                body.Add(instruction with { A = Place(instruction.A), B = Place(instruction.B), C = Place(instruction.C) });
            }
            foreach (var (value, instruction) in loop.Results)
            {
                resultPlaces[value] = places[instruction];
                Results.Add(new(value, places[instruction]));
            }

            int Place(int operand) => operand >= 0 ? places[operand] : operand;
        }

        public LoopStep ToStep() =>
            new(
                [.. Results],
                [.. inputs.Select(input => input.Value)],
                [.. inputs.Select(input => input.Map)],
                [.. inputs.Select(input => input.Offset)],
                shape,
                [.. body]);

        /// <summary>The number of an input in the joint loop; equal inputs with equal maps share it.</summary>
        private int Number(LoopStep loop, int input)
        {
            var (value, map, offset) = (loop.Inputs[input], loop.Maps[input], loop.Offsets[input]);
            if (map is not null && IsOneNumber(map)) map = new long[shape.Length];
            var number = inputs.FindIndex(other => graph.RootOf(other.Value) == graph.RootOf(value) && other.Offset == offset && SameMap(other.Map, map));
            if (number >= 0) return number;
            inputs.Add((value, map, offset));
            return inputs.Count - 1;
        }

        private static bool SameMap(long[]? a, long[]? b) => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);
    }
}
