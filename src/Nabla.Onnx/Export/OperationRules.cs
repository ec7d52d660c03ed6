namespace Nabla.Onnx;

/// <summary>How each operation of Nabla is written in ONNX: a row per operation.</summary>
internal static class OperationRules
{
    private static readonly Dictionary<string, Func<NodeWriter, string[]>> Rules = new(StringComparer.Ordinal);

    static OperationRules()
    {
        foreach (var (name, rule) in (IEnumerable<(string, Func<NodeWriter, string>)>)[
            .. ElementwiseRules.All, .. MovementRules.All, .. ReductionRules.All, .. IndexingRules.All, .. ProductRules.All])
        {
            Rules.Add(name, writer => [rule(writer)]);
        }
        foreach (var (name, rule) in ReductionRules.Several.Concat(ProductRules.Several)) Rules.Add(name, rule);
    }

    /// <summary>Returns the rule of an operation of the library; null if there is none.</summary>
    public static Func<NodeWriter, string[]>? Of(Operation operation) =>
        operation.GetType().Assembly == typeof(Operation).Assembly ? Rules.GetValueOrDefault(operation.Name) : null;
}
