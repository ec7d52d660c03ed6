namespace Nabla;

/// <summary>Results of compiled functions are plain data: derivatives by a variable that such a function has read would silently lack their part.</summary>
internal static class CompiledResults
{
    /// <summary>Refuses to differentiate by variables that were read by compiled functions whose results went into the outputs.</summary>
    /// <param name="operation">The name for the message.</param>
    /// <param name="outputs">What is differentiated.</param>
    /// <param name="history">Their history.</param>
    /// <param name="with">What is differentiated by.</param>
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
                $"{operation}: the output is made from the result of a compiled function that reads input {i}, variable '{variable.Name}'. Such results are plain data, "
                + "so that the derivative would lack their part. Compile the whole step with the derivative in it, call the function uncompiled, or say that its "
                + "result is a constant with StopGradient.");
        }
    }
}
