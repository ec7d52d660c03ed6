namespace Nabla;

/// <summary>Shows the compiled form of a function: its graph, its kernels with their times, and its memory layout.</summary>
/// <remarks>
/// <para>
/// The function is traced and compiled as by <see cref="Compile"/>, and its program is run to measure it. No variable changes.
/// </para>
/// <para>Times are medians and as noisy as the machine.</para>
/// </remarks>
public static class Profiler
{
    /// <summary>The default number of timed runs.</summary>
    public const int DefaultRuns = 30;

    /// <summary>Profiles a step without arguments and results. The variables that it sets keep their values.</summary>
    /// <param name="step">The step to profile.</param>
    /// <param name="runs">The number of runs; the first one generates machine code.</param>
    /// <param name="cancellation">Cancels the measurement.</param>
    /// <exception cref="OperationCanceledException">The measurement was canceled.</exception>
    public static ProgramProfile Profile(Action step, int runs = DefaultRuns, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Profile(AsFunction(step), [], runs, cancellation);
    }

    /// <summary>Profiles a function of tensors with the given arguments.</summary>
    /// <param name="function">The function to profile.</param>
    /// <param name="arguments">The arguments to call it with.</param>
    /// <param name="runs">The number of runs; the first one generates machine code.</param>
    /// <param name="cancellation">Cancels the measurement.</param>
    /// <exception cref="OperationCanceledException">The measurement was canceled.</exception>
    public static ProgramProfile Profile(
        Func<Tensor[], Tensor[]> function, IReadOnlyList<Tensor> arguments, int runs = DefaultRuns, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        var (trace, results) = TraceOf(function, arguments);
        // The roots of the graph, in the order in which the compiler sees them.
        var graph = GraphPrinter.ToText([.. results, .. trace.Run(() => trace.Written.Select(trace.Read).ToArray())]);
        return Evaluator.Current.Profile(trace, results, [.. arguments], graph, runs, cancellation);
    }

    /// <summary>Counts how the kernels of a step are split over a number of workers. The variables that it sets keep their values.</summary>
    /// <param name="step">The step to count.</param>
    /// <param name="workers">The number of workers; the machine need not have that many.</param>
    /// <param name="runs">The number of runs that are timed on one thread.</param>
    /// <param name="cancellation">Cancels the measurement.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than one worker or run.</exception>
    /// <exception cref="OperationCanceledException">The measurement was canceled.</exception>
    public static ProgramPartition Partition(Action step, int workers, int runs = DefaultRuns, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Partition(AsFunction(step), [], workers, runs, cancellation);
    }

    /// <summary>Counts how the kernels of a function of tensors are split over a number of workers.</summary>
    /// <param name="function">The function to count.</param>
    /// <param name="arguments">The arguments to call it with.</param>
    /// <param name="workers">The number of workers; the machine need not have that many.</param>
    /// <param name="runs">The number of runs that are timed on one thread.</param>
    /// <param name="cancellation">Cancels the measurement.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than one worker or run.</exception>
    /// <exception cref="OperationCanceledException">The measurement was canceled.</exception>
    public static ProgramPartition Partition(
        Func<Tensor[], Tensor[]> function,
        IReadOnlyList<Tensor> arguments,
        int workers,
        int runs = DefaultRuns,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        var (trace, results) = TraceOf(function, arguments);
        return Evaluator.Current.Partition(trace, results, [.. arguments], workers, runs, cancellation);
    }

    private static Func<Tensor[], Tensor[]> AsFunction(Action step) => _ =>
    {
        step();
        return [];
    };

    private static (Trace Trace, Tensor[] Results) TraceOf(Func<Tensor[], Tensor[]> function, IReadOnlyList<Tensor> arguments)
    {
        var trace = new Trace();
        var placeholders = arguments.Select((argument, i) => trace.NewArgument(argument.Type, i)).ToArray();
        return (trace, trace.Run(() => function(placeholders)));
    }
}
