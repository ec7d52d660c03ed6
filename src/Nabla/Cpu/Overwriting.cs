using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>
/// Which variables a program may write over while it runs, rather than beside their old contents: those whose new content takes the place of the old one
/// element by element, when nothing else needs the old one and nothing that comes afterwards can fail.
/// </summary>
internal sealed class Overwriting
{
    /// <summary>Looks for them.</summary>
    /// <param name="program">The program.</param>
    /// <param name="candidates">For each output the leaf that it replaces, and the value that it is; −1 for others.</param>
    public Overwriting(CpuProgram program, (int Leaf, int Value)[] candidates)
    {
        var (form, steps) = (program.Form, program.Steps);
        IsPossible = new bool[candidates.Length];
        FirstStep = steps.Count;
        if (program.IsValidated) return;
        var lastThatMayFail = -1;
        var (writer, lastReader) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].CanFail) lastThatMayFail = i;
            foreach (var output in steps[i].Outputs) writer[output] = i;
            foreach (var input in steps[i].Inputs) lastReader[form.RootOf(input)] = i;
        }
        var returned = form.Outputs.Select(form.RootOf).ToHashSet();
        for (var i = 0; i < candidates.Length; i++)
        {
            var (leaf, value) = candidates[i];
            if (leaf < 0 || returned.Contains(leaf) || !writer.TryGetValue(value, out var step) || step <= lastThatMayFail) continue;
            if (lastReader.GetValueOrDefault(leaf, -1) > step || !InPlace.IsPossible(form, steps[step], value, leaf)) continue;
            IsPossible[i] = true;
            FirstStep = Math.Min(FirstStep, step);
        }
    }

    /// <summary>For every output whether it may lie where the old content does.</summary>
    public bool[] IsPossible { get; }

    /// <summary>The first step that writes over anything: until then, a failure loses nothing; from then on, nothing can fail.</summary>
    public int FirstStep { get; }
}
