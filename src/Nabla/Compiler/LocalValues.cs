namespace Nabla.Compiler;

/// <summary>Finds the values that one pass writes and nobody else reads: they need no more memory than a stretch of the pass.</summary>
internal static class LocalValues
{
    /// <summary>For every node whether it is such a value.</summary>
    public static bool[] Find(GraphForm form, IReadOnlyList<Step> steps)
    {
        var isLocal = new bool[form.Nodes.Length];
        foreach (var pass in steps.OfType<PassStep>())
            foreach (var output in pass.Outputs) isLocal[output] = true;
        foreach (var output in form.Outputs) isLocal[form.RootOf(output)] = false;
        for (var i = 0; i < steps.Count; i++)
        {
            // A value is written before it is read: within its pass, or by a step before.
            var own = steps[i] is PassStep pass ? pass.Outputs : [];
            foreach (var input in steps[i].Inputs)
                if (!own.Contains(form.RootOf(input))) isLocal[form.RootOf(input)] = false;
        }
        return isLocal;
    }
}
