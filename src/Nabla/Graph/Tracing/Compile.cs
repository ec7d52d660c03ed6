namespace Nabla;

/// <summary>Compiles functions of tensors to programs that are traced once and then run repeatedly without tracing.</summary>
/// <remarks>
/// <para>
/// The function is called once for each combination of argument types. Variables that it reads become inputs of the program and variables that it sets
/// become outputs, without being listed anywhere: a whole training step compiles without changes. C# code in the function, such as conditions on shapes
/// and loops over layers, runs during tracing and is not part of the program; C# numbers become constants. Anything that changes between calls must be an
/// argument or a <see cref="Variable"/>.
/// </para>
/// <para>
/// Results are plain data. If an argument keeps history, because of differentiation, or if another function is being traced, the function is inlined: it is
/// called, and its graph becomes part of the surrounding graph.
/// </para>
/// <para>
/// A variable or generator created inside the function is created once, during tracing, and persists between calls. Create state outside, so that the
/// function behaves the same compiled and uncompiled.
/// </para>
/// <para>Programs are thread-safe. A step without results allocates nothing.</para>
/// </remarks>
public static class Compile
{
    /// <summary>The default limit of combinations of argument types that a function is compiled for.</summary>
    public const int DefaultLimit = 16;

    /// <summary>
    /// True while this thread traces a function. C# code then runs once, and the numbers that it reads from anything but tensors and variables become
    /// constants of the program. Properties whose value may change later can use this to reject such reads.
    /// </summary>
    public static bool IsTracing => Trace.Current is not null;

    /// <summary>
    /// Reads a C# value that the traced program depends on, such as a mode. A compiled function keeps a program for each value: it reads the value before each
    /// run and retraces the function if it has no program for it. Outside of tracing, this only reads the value.
    /// </summary>
    /// <param name="read">Reads the value; called before each run, so it must be cheap and free of side effects.</param>
    public static T Guard<T>(Func<T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var value = read();
        Trace.Current?.Guards.Add(new Guard<T>(read, value));
        return value;
    }

    /// <summary>Compiles a step without arguments and results that reads and sets variables.</summary>
    /// <param name="step">The step to compile.</param>
    /// <param name="limit">The maximum number of programs: one for each combination of guarded values.</param>
    public static Action Step(Action step, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(step);
        var compiled = new CompiledFunction(
            _ =>
            {
                step();
                return [];
            },
            limit);
        return () => compiled.Run([]);
    }

    /// <summary>Compiles a function of one tensor.</summary>
    /// <param name="function">The function to compile.</param>
    /// <param name="limit">The maximum number of combinations of argument types to compile it for.</param>
    public static Func<Tensor, Tensor> Function(Func<Tensor, Tensor> function, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(function);
        var compiled = new CompiledFunction(x => [function(x[0])], limit);
        return x => compiled.Run([x])[0];
    }

    /// <summary>Compiles a function of two tensors.</summary>
    /// <inheritdoc cref="Function(Func{Tensor, Tensor}, int)"/>
    public static Func<Tensor, Tensor, Tensor> Function(Func<Tensor, Tensor, Tensor> function, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(function);
        var compiled = new CompiledFunction(x => [function(x[0], x[1])], limit);
        return (x, y) => compiled.Run([x, y])[0];
    }

    /// <summary>Compiles a function from any number of tensors to any number of tensors.</summary>
    /// <inheritdoc cref="Function(Func{Tensor, Tensor}, int)"/>
    public static Func<Tensor[], Tensor[]> Function(Func<Tensor[], Tensor[]> function, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(function);
        var compiled = new CompiledFunction(function, limit);
        return x => compiled.Run(x);
    }
}
