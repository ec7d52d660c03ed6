namespace Nabla;

/// <summary>Makes functions of tensors into programs: traced once, then run over and over without being traced again.</summary>
/// <remarks>
/// <para>
/// The function is called once for every combination of argument types that it meets. What it reads from variables becomes an input of
/// the program and what it sets an output, without being listed anywhere: a whole training step compiles as it stands. C# code in the function,
/// such as conditions on shapes and loops over layers, runs while it is traced and is not part of the program; a C# number is fixed then. What
/// shall change between calls must be an argument or a <see cref="Variable"/>.
/// </para>
/// <para>
/// Results are plain data. Where an argument keeps history, because something is being differentiated by it, or where the call is part of
/// another function that is being compiled, the function is simply called: its graph becomes part of the other.
/// </para>
/// <para>
/// A variable or generator that is made inside the function is made once, when it is traced, and goes on from call to call; make state outside, so that
/// the function does the same compiled and uncompiled.
/// </para>
/// <para>A program may run on several threads at once. A step that returns nothing allocates nothing.</para>
/// </remarks>
public static class Compile
{
    /// <summary>For how many combinations of argument types a function is compiled before it refuses another.</summary>
    public const int DefaultLimit = 16;

    /// <summary>
    /// True while this thread traces a function: C# code runs once then, and the numbers that it reads from anything but tensors and variables are fixed in
    /// the program. Code whose numbers may change later can refuse to be read.
    /// </summary>
    public static bool IsTracing => Trace.Current is not null;

    /// <summary>A step without arguments and results: it reads and sets variables.</summary>
    /// <param name="step">What to compile.</param>
    public static Action Step(Action step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var compiled = new CompiledFunction(
            _ =>
            {
                step();
                return [];
            },
            1);
        return () => compiled.Run([]);
    }

    /// <summary>A function of one tensor.</summary>
    /// <param name="function">What to compile.</param>
    /// <param name="limit">The most argument types to compile it for.</param>
    public static Func<Tensor, Tensor> Function(Func<Tensor, Tensor> function, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(function);
        var compiled = new CompiledFunction(x => [function(x[0])], limit);
        return x => compiled.Run([x])[0];
    }

    /// <summary>A function of two tensors.</summary>
    /// <inheritdoc cref="Function(Func{Tensor, Tensor}, int)"/>
    public static Func<Tensor, Tensor, Tensor> Function(Func<Tensor, Tensor, Tensor> function, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(function);
        var compiled = new CompiledFunction(x => [function(x[0], x[1])], limit);
        return (x, y) => compiled.Run([x, y])[0];
    }

    /// <summary>A function of any number of tensors to any number of tensors.</summary>
    /// <inheritdoc cref="Function(Func{Tensor, Tensor}, int)"/>
    public static Func<Tensor[], Tensor[]> Function(Func<Tensor[], Tensor[]> function, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(function);
        var compiled = new CompiledFunction(function, limit);
        return x => compiled.Run(x);
    }
}
