namespace Nabla;

/// <summary>Runs graphs. The only dependency of the graph on the layers above it.</summary>
internal abstract class Evaluator
{
    private static readonly Lock Gate = new();
    private static volatile Evaluator? current;
    private static Func<Evaluator>? create;

    /// <summary>The evaluator. It is created on first use, which also fixes the options.</summary>
    /// <exception cref="EnvironmentVariableException">An environment variable is invalid.</exception>
    public static Evaluator Current => current ?? Create();

    /// <summary>Registers the factory of the evaluator.</summary>
    protected static void Install(Func<Evaluator> create) => Evaluator.create = create;

    private static Evaluator Create()
    {
        lock (Gate)
        {
            if (current is not null) return current;
            NablaOptions.Fix();
            return current = (create ?? throw new InvalidOperationException("No evaluator is installed."))();
        }
    }

    /// <summary>Computes <paramref name="roots"/> and all pending variables that the graph reaches.</summary>
    public abstract void Evaluate(IReadOnlyList<Tensor> roots);

    /// <summary>Compiles a traced function.</summary>
    /// <param name="trace">The finished trace.</param>
    /// <param name="results">The results of the function.</param>
    public abstract CompiledProgram Compile(Trace trace, IReadOnlyList<Tensor> results);

    /// <summary>Compiles a traced function and measures its program, without setting any variable.</summary>
    /// <param name="trace">The finished trace.</param>
    /// <param name="results">The results of the function.</param>
    /// <param name="arguments">The arguments to run the program with.</param>
    /// <param name="graph">The traced graph as text.</param>
    /// <param name="runs">The number of runs.</param>
    /// <param name="cancellation">Cancels the measurement.</param>
    public abstract ProgramProfile Profile(
        Trace trace, IReadOnlyList<Tensor> results, Tensor[] arguments, string graph, int runs, CancellationToken cancellation);

    /// <summary>Compiles what a trace recorded and counts how its kernels are split over a number of workers. No variable changes.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="results">The results of the traced function.</param>
    /// <param name="arguments">The arguments to run it with.</param>
    /// <param name="workers">The number of workers to count for.</param>
    /// <param name="runs">The number of runs that are timed on one thread.</param>
    /// <param name="cancellation">Cancels the measurement.</param>
    public abstract ProgramPartition Partition(
        Trace trace, IReadOnlyList<Tensor> results, Tensor[] arguments, int workers, int runs, CancellationToken cancellation);
}
