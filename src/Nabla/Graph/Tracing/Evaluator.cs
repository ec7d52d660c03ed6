namespace Nabla;

/// <summary>The one way up from the graph: reading a value asks whoever runs graphs.</summary>
internal abstract class Evaluator
{
    private static Evaluator? current;
    private static EnvironmentVariableException? refusal;

    /// <summary>What evaluates; the assembly's executor unless a test put another in its place.</summary>
    public static Evaluator Current
    {
        get => current ?? throw (refusal is null ? new InvalidOperationException("No evaluator is installed.") : new EnvironmentVariableException(refusal.Message, refusal));
        set => current = value;
    }

    /// <summary>Whoever wants to evaluate is told why that cannot be.</summary>
    protected static void Refuse(EnvironmentVariableException reason) => refusal = reason;

    /// <summary>Gives every one of <paramref name="roots"/> its value, and every pending variable that the graph reaches.</summary>
    public abstract void Evaluate(IReadOnlyList<Tensor> roots);

    /// <summary>Makes a traced function into a program.</summary>
    /// <param name="trace">The trace, which is over.</param>
    /// <param name="results">What the function returned.</param>
    public abstract CompiledProgram Compile(Trace trace, IReadOnlyList<Tensor> results);

    /// <summary>Compiles a traced function and measures its program, without setting any variable.</summary>
    /// <param name="trace">The trace, which is over.</param>
    /// <param name="results">What the function returned.</param>
    /// <param name="arguments">What to run the program on.</param>
    /// <param name="graph">The traced graph as text.</param>
    /// <param name="runs">How often to run it.</param>
    /// <param name="cancellation">Ends the measuring.</param>
    public abstract ProgramProfile Explain(Trace trace, IReadOnlyList<Tensor> results, Tensor[] arguments, string graph, int runs, CancellationToken cancellation);
}
