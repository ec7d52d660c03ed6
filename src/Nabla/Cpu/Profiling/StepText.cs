using System.Globalization;
using System.Text;
using Nabla.Compiler;
using Nabla.Kernels;

namespace Nabla.Cpu;

/// <summary>Describes the steps of a program, and shows the code of those that the compiler wrote.</summary>
internal static class StepText
{
    private const int MostNames = 6;

    /// <summary>The steps of a program, one per line, with the values that they read and write; the stages of a fused step are indented.</summary>
    public static string Of(CanonicalGraph graph, IReadOnlyList<Step> steps)
    {
        var text = new StringBuilder();
        for (var i = 0; i < steps.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i,3}  {Line(graph, steps[i])}\n");
            if (steps[i] is FusedStep fused) foreach (var stage in fused.Stages) text.Append(CultureInfo.InvariantCulture, $"       {Line(graph, stage)}\n");
        }
        return text.ToString();
    }

    private static string Line(CanonicalGraph graph, Step step) =>
        $"{string.Join(", ", step.Outputs.Select(output => $"%{output}"))} = {NameOf(graph, step)} of "
        + string.Join(", ", step.Inputs.Select(input => $"%{input}"));

    public static string NameOf(CanonicalGraph graph, Step step) => step switch
    {
        LoopStep => $"{Names([step])} {graph.Nodes[step.Output].Type.Shape}",
        FusedStep pass => $"{pass.Stages.Count()} stages fused: {Names(pass.Stages)} {graph.Nodes[pass.Stages.First().Inputs[0]].Type.Shape}",
        ReductionStep reduction => NameOfReduction(reduction),
        CopyStep move => $"{graph.Nodes[move.Output].Operation!.Name} to {graph.Nodes[move.Output].Type.Shape}",
        OpaqueStep opaque => $"{opaque.Operation.Name} {string.Join(" ", opaque.Inputs.Select(input => graph.Nodes[input].Type.Shape))}"
            + (opaque.Operation.Attributes.ToString() is { Length: > 0 } attributes ? $" ({attributes})" : ""),
        MultiResultStep several => $"{several.Operation} {string.Join(" ", several.Inputs.Select(input => graph.Nodes[input].Type.Shape))}",
        _ => "",
    };

    public static string CodeOf(Step step) => step switch
    {
        LoopStep loop => Code(loop),
        FusedStep pass => string.Join('\n', pass.Stages.Select(stage => stage is LoopStep loop ? Code(loop) : $"{NameOfReduction((ReductionStep)stage)}\n")),
        _ => "",
    };

    public static long OperationsOf(CanonicalGraph graph, Step step) => step switch
    {
        LoopStep loop => (long)loop.Count * loop.Body.Sum(ElementwiseCost.Of),
        FusedStep pass => pass.Stages.Sum(stage => OperationsOf(graph, stage)),
        ReductionStep reduction => (long)reduction.Outer * reduction.Count * reduction.Inner,
        MultiResultStep several =>
            several.Operation.CountOperations(graph.Nodes[step.Output].Type, Array.ConvertAll(step.Inputs, input => graph.Nodes[input].Type)),
        OpaqueStep opaque => OperationsOf(opaque.Operation, graph.Nodes[step.Output].Type, Array.ConvertAll(step.Inputs, input => graph.Nodes[input].Type)),
        _ => 0,
    };

    private static long OperationsOf(OpaqueOperation operation, TensorType output, TensorType[] inputs)
    {
        var exponential = new ElementwiseInstruction(ElementwiseOpcode.Exp, output.Element);
        return operation.CountOperations(output, inputs) + operation.CountExponentials(inputs) * (ElementwiseCost.Of(exponential) - 1);
    }

    private static string Code(LoopStep loop)
    {
        var type = EmittedLoop.TypeOf(loop);
        var singles = Array.ConvertAll(loop.Maps, map => map is not null && Array.TrueForAll(map, stride => stride == 0));
        var results = Array.ConvertAll(loop.Results, result => result.Instruction);
        // Loops that cannot be compiled run instruction by instruction, and read the same.
        return type is { } number
            ? string.Join("", LoopSegment.Cut(loop.Body, results, singles, number, VectorWidth.Current).Select(segment => KernelText.Of(segment.Code)))
            : KernelText.Of(new KernelCode(loop.Body[results[0]].Type, 0, loop.Body, singles, results));
    }

    private static string NameOfReduction(ReductionStep reduction) =>
        $"{reduction.Kind.ToString().ToLowerInvariant()} over [{reduction.Outer}, *{reduction.Count}*, {reduction.Inner}]";

    private static string Names(IEnumerable<Step> stages)
    {
        var names = stages.SelectMany(NamesOf).Distinct().ToList();
        return names.Count == 0 ? "copy" : string.Join(" ", names.Take(MostNames)) + (names.Count > MostNames ? " …" : "");

        static IEnumerable<string> NamesOf(Step stage) => stage is LoopStep loop
            ? loop.Body
                .Where(instruction => instruction.Code is not (ElementwiseOpcode.Input or ElementwiseOpcode.Constant))
                .Select(instruction => instruction.Code.ToString().ToLowerInvariant())
            : [$"{((ReductionStep)stage).Kind.ToString().ToLowerInvariant()}-of-rows"];
    }
}
