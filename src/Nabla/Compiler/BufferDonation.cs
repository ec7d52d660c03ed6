namespace Nabla.Compiler;

/// <summary>
/// Finds the variables whose memory a program may overwrite while it runs: the new value replaces the old one element by element, nothing else needs
/// the old one, and no later step can fail.
/// </summary>
internal static class BufferDonation
{
    /// <summary>Decides for each candidate.</summary>
    public static DonationPlan Run(ProgramPlan plan, IReadOnlyList<DonationCandidate> candidates, PipelineOptions options)
    {
        var (graph, steps) = (plan.Graph, plan.Steps);
        var (isPossible, firstStep) = (new bool[candidates.Count], steps.Length);
        if (options.KeepsAllValues) return new(isPossible, firstStep);
        var lastThatMayFail = -1;
        var (writer, lastReader) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].CanFail) lastThatMayFail = i;
            foreach (var output in steps[i].Outputs) writer[output] = i;
            foreach (var input in steps[i].Inputs) lastReader[graph.RootOf(input)] = i;
        }
        var returned = graph.Outputs.Select(graph.RootOf).ToHashSet();
        for (var i = 0; i < isPossible.Length; i++)
        {
            var (leaf, value) = candidates[i];
            if (leaf < 0 || returned.Contains(leaf) || !writer.TryGetValue(value, out var step) || step <= lastThatMayFail) continue;
            if (lastReader.GetValueOrDefault(leaf, -1) > step || !BufferReuse.IsPossible(graph, steps[step], value, leaf)) continue;
            isPossible[i] = true;
            firstStep = Math.Min(firstStep, step);
        }
        return new(isPossible, firstStep);
    }
}

/// <summary>An output of a program that might take over the memory of a variable's old value.</summary>
/// <param name="Leaf">The leaf that holds the old value; −1 if the output is not the new value of a variable.</param>
/// <param name="Value">The new value.</param>
internal readonly record struct DonationCandidate(int Leaf, int Value);

/// <summary>The outputs that may overwrite old values.</summary>
/// <param name="IsPossible">For each output, true if it may share memory with the old value.</param>
/// <param name="FirstStep">The first step that overwrites anything. A failure before it loses nothing; from it on, no step can fail.</param>
internal sealed record DonationPlan(bool[] IsPossible, int FirstStep);
