namespace Nabla.Learning;

/// <summary>A call of a module inside a network.</summary>
/// <param name="Path">The path of the module in the network.</param>
/// <param name="Module">The module.</param>
/// <param name="Input">Its input.</param>
/// <param name="Output">Its output.</param>
internal readonly record struct ModuleCall(string Path, Module Module, Tensor Input, Tensor Output);

/// <summary>Records which modules a thread calls inside a network.</summary>
internal sealed class ForwardRecord
{
    [ThreadStatic]
    private static ForwardRecord? current;

    private readonly List<ModuleCall> calls = [];
    private string path = "";

    private ForwardRecord()
    {
    }

    /// <summary>Runs a function, and returns its result and the calls in it, each after those inside it.</summary>
    public static (T Result, IReadOnlyList<ModuleCall> Calls) Of<T>(Func<T> run)
    {
        var (record, outer) = (new ForwardRecord(), current);
        current = record;
        try
        {
            return (run(), record.calls);
        }
        finally
        {
            current = outer;
        }
    }

    /// <summary>Runs a child of a module, and notes it if this thread records.</summary>
    public static Tensor Observe(string name, Module child, Tensor x)
    {
        if (current is not { } record) return child.Forward(x);
        var outer = record.path;
        record.path = outer.Length == 0 ? name : $"{outer}.{name}";
        try
        {
            var y = child.Forward(x);
            record.calls.Add(new(record.path, child, x, y));
            return y;
        }
        finally
        {
            record.path = outer;
        }
    }
}
