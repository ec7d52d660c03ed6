using Nabla.Compiler;

namespace Nabla.Tests.Compiler;

/// <summary>Gives access to the passes of the pipeline.</summary>
internal static class Passes
{
    /// <summary>Returns the steps after a pass.</summary>
    public static Step[] After(string pass, CanonicalGraph graph)
    {
        Step[]? result = null;
        Pipeline.Run(graph, new(AfterPass: (name, steps) => result = name == pass ? [.. steps] : result));
        return result ?? throw new ArgumentException($"There is no pass {pass}.");
    }
}
