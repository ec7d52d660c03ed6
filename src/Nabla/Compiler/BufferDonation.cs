namespace Nabla.Compiler;

/// <summary>
/// Finds the variables that a program may write over while it runs, rather than beside their old contents: those whose new content takes the place of the old
/// one element by element, when nothing else needs the old one and nothing that comes afterward can fail.
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

/// <summary>An output of a program that might take the memory of a variable's old content.</summary>
/// <param name="Leaf">The leaf that is the old content; −1 where the output is no new content.</param>
/// <param name="Value">The value that is the new one.</param>
internal readonly record struct DonationCandidate(int Leaf, int Value);

/// <summary>What may be written over.</summary>
/// <param name="IsPossible">For every output whether it may lie where the old content does.</param>
/// <param name="FirstStep">The first step that writes over anything: until then, a failure loses nothing; from then on, nothing can fail.</param>
internal sealed record DonationPlan(bool[] IsPossible, int FirstStep);
