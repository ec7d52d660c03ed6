namespace Nabla;

/// <summary>Shows what becomes of a function: its graph, the kernels that it is compiled to with the time each takes, and where its memory lies.</summary>
/// <remarks>
/// <para>
/// The function is traced and compiled as <see cref="Compile"/> does, and its program is run to measure it, but no variable changes.
/// </para>
/// <para>Times are medians, and as noisy as the machine.</para>
/// </remarks>
public static class Profiler
{
    /// <summary>How often a program is run to measure it.</summary>
    public const int DefaultRuns = 30;

    /// <summary>A step without arguments and results: it reads and sets variables, which keep their contents.</summary>
    /// <param name="step">What to explain.</param>
    /// <param name="runs">How often to run it; the first time, machine code is made.</param>
    /// <param name="cancellation">Ends the measuring.</param>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public static ProgramProfile Profile(Action step, int runs = DefaultRuns, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Profile(
            _ =>
            {
                step();
                return [];
            },
            [],
            runs,
            cancellation);
    }

    /// <summary>A function of tensors, for the given arguments.</summary>
    /// <param name="function">What to explain.</param>
    /// <param name="arguments">What to call it with.</param>
    /// <param name="runs">How often to run it; the first time, machine code is made.</param>
    /// <param name="cancellation">Ends the measuring.</param>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public static ProgramProfile Profile(Func<Tensor[], Tensor[]> function, IReadOnlyList<Tensor> arguments, int runs = DefaultRuns, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        var trace = new Trace();
        var placeholders = arguments.Select((argument, i) => trace.NewArgument(argument.Type, i)).ToArray();
        var results = trace.Run(() => function(placeholders));
        // The roots of the graph, as the compiler will find them.
        var graph = GraphPrinter.ToText([.. results, .. trace.Run(() => trace.Written.Select(trace.Read).ToArray())]);
        return Evaluator.Current.Explain(trace, results, [.. arguments], graph, runs, cancellation);
    }
}
