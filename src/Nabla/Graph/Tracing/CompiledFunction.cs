namespace Nabla;

/// <summary>A function and its compiled programs, one for each combination of argument types and guarded values.</summary>
internal sealed class CompiledFunction
{
    private readonly Func<Tensor[], Tensor[]> function;
    private readonly int limit;
    private readonly Lock gate = new();
    private volatile Specialization[] programs = [];

    private sealed record Specialization(TensorType[] Types, Guard[] Guards, CompiledProgram Program);

    public CompiledFunction(Func<Tensor[], Tensor[]> function, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        (this.function, this.limit) = (function, limit);
    }

    public Tensor[] Run(ReadOnlySpan<Tensor> arguments)
    {
        var inlined = Trace.Current is not null;
        foreach (var argument in arguments)
        {
            ArgumentNullException.ThrowIfNull(argument, nameof(arguments));
            inlined |= argument.RequiresGradient;
        }
        return inlined ? function(arguments.ToArray()) : ProgramFor(arguments).Run(arguments);
    }

    private CompiledProgram ProgramFor(ReadOnlySpan<Tensor> arguments) => Find(arguments) ?? Compile(arguments);

    private CompiledProgram Compile(ReadOnlySpan<Tensor> arguments)
    {
        lock (gate)
        {
            if (Find(arguments) is { } other) return other;
            if (programs.Length >= limit) throw TooMany(arguments);
            var types = new TensorType[arguments.Length];
            for (var i = 0; i < types.Length; i++) types[i] = arguments[i].Type;
            var trace = new Trace();
            var placeholders = types.Select((type, i) => trace.NewArgument(type, i)).ToArray();
            // Tracing sets no variables: an exception from the function leaves them unchanged.
            var results = trace.Run(() => function(placeholders));
            foreach (var result in results)
                if (result is null) throw new InvalidOperationException("compile: the function returned null in place of a tensor.");
            var program = Evaluator.Current.Compile(trace, results);
            programs = [.. programs, new(types, trace.Guards.ToArray(), program)];
            return program;
        }
    }

    private CompiledProgram? Find(ReadOnlySpan<Tensor> arguments)
    {
        foreach (var (types, guards, program) in programs)
        {
            var same = types.Length == arguments.Length;
            for (var i = 0; same && i < types.Length; i++) same = types[i] == arguments[i].Type;
            for (var i = 0; same && i < guards.Length; i++) same = guards[i].Holds;
            if (same) return program;
        }
        return null;
    }

    private InvalidOperationException TooMany(ReadOnlySpan<Tensor> arguments)
    {
        var last = programs[^1].Types;
        var changed = new List<string>();
        for (var i = 0; i < arguments.Length && i < last.Length; i++)
            if (last[i] != arguments[i].Type) changed.Add($"argument {i} is {arguments[i].Type} but was {last[i]} last time");
        foreach (var guard in programs[^1].Guards)
            if (!guard.Holds) changed.Add($"a guarded value was {guard}");
        return new(
            $"compile: the function was compiled for {programs.Length} combinations of argument types, its limit: {string.Join("; ", changed)}. "
            + "Pad the arguments to fewer shapes, or raise the limit.");
    }
}
