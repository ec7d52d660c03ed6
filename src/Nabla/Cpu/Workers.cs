using System.Runtime.ExceptionServices;

namespace Nabla.Cpu;

/// <summary>Splits work over threads in pieces that do not depend on how many threads there are.</summary>
internal static class Workers
{
    /// <summary>Runs <paramref name="body"/> for the pieces 0 … <paramref name="pieces"/> − 1.</summary>
    public static void For(int pieces, int threads, Action<int> body)
    {
        if (threads <= 1 || pieces <= 1)
        {
            for (var i = 0; i < pieces; i++) body(i);
            return;
        }
        try
        {
            Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
        }
        catch (AggregateException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }
}
