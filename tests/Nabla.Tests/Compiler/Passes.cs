using Nabla.Compiler;

namespace Nabla.Tests.Compiler;

/// <summary>Looks into the pipeline.</summary>
internal static class Passes
{
    /// <summary>The steps as a pass left them.</summary>
    public static Step[] After(string pass, CanonicalGraph graph)
    {
        Step[]? result = null;
        Pipeline.Run(graph, new(AfterPass: (name, steps) => result = name == pass ? [.. steps] : result));
        return result ?? throw new ArgumentException($"There is no pass {pass}.");
    }
}
