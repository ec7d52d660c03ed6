namespace Nabla;

/// <summary>Rejects derivatives through results of compiled functions: these are plain data, so their contribution would be silently missing.</summary>
internal static class CompiledResults
{
    /// <summary>Refuses to differentiate with respect to variables read by compiled functions whose results the outputs depend on.</summary>
    /// <param name="operation">The name of the operation, for the message.</param>
    /// <param name="outputs">The tensors to differentiate.</param>
    /// <param name="history">Their history.</param>
    /// <param name="with">The tensors to differentiate with respect to.</param>
    /// <exception cref="InvalidOperationException">There is such a variable.</exception>
    public static void Refuse(string operation, IReadOnlyList<Tensor> outputs, List<(Tensor Node, Tensor[] Inputs)> history, ReadOnlySpan<Tensor> with)
    {
        HashSet<CompiledProgram>? programs = null;
        foreach (var output in outputs)
            if (output.Compiled is { } program) (programs ??= []).Add(program);
        foreach (var (_, inputs) in history)
        {
            foreach (var input in inputs)
                if (input.Compiled is { } program) (programs ??= []).Add(program);
        }
        if (programs is null) return;
        for (var i = 0; i < with.Length; i++)
        {
            if (with[i].Variable is not { } variable || !programs.Any(program => program.Reads(variable))) continue;
            throw new InvalidOperationException(
                $"{operation}: the output depends on the result of a compiled function that reads input {i}, variable '{variable.Name}'. "
                + "Such results are plain data, so their contribution to the derivative would be missing. Compile the whole step including the derivative, "
                + "call the function uncompiled, or mark its result as a constant with StopGradient.");
        }
    }
}
