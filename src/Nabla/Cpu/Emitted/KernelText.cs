using System.Globalization;
using System.Text;

namespace Nabla.Cpu;

/// <summary>A kernel as text, one line per instruction. Kernels with the same text are the same.</summary>
internal sealed class KernelText : IKernelWriter
{
    private readonly StringBuilder text = new();

    private KernelText()
    {
    }

    public static string Of(KernelCode kernel)
    {
        var writer = new KernelText();
        kernel.Write(writer);
        return writer.text.ToString();
    }

    public void Begin(KernelCode kernel)
    {
        var pointers = string.Join(", ", Enumerable.Range(0, kernel.Singles.Length + kernel.Outputs.Length).Select(i => $"p{i}"));
        text.Append(CultureInfo.InvariantCulture, $"kernel({pointers}): {kernel.Type.Label()}, vectors of {kernel.Lanes}\n");
    }

    public void Constant(int value, ElementwiseInstruction instruction)
    {
        var constant = instruction.Type == ElementType.Boolean
            ? instruction.Constant != 0 ? "true" : "false"
            : instruction.Constant.ToString("R", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"    v{value} = {constant}\n");
    }

    public void Broadcast(int value, int pointer) => text.Append(CultureInfo.InvariantCulture, $"    v{value} = broadcast p{pointer}\n");

    public void BeginLoop() => text.Append("    for each vector\n");

    public void Load(int value, int pointer) => text.Append(CultureInfo.InvariantCulture, $"        v{value} = load p{pointer}\n");

    public void Apply(int value, ElementwiseInstruction instruction) =>
        text.Append(CultureInfo.InvariantCulture, $"        v{value} = {Expression(instruction)}\n");

    public void Store(int value, int pointer) => text.Append(CultureInfo.InvariantCulture, $"        store v{value} to p{pointer}\n");

    public void EndLoop()
    {
    }

    private static string Expression(ElementwiseInstruction instruction)
    {
        var (a, b, c) = ($"v{instruction.A}", $"v{instruction.B}", $"v{instruction.C}");
        return instruction.Code switch
        {
            ElementwiseOpcode.Add => $"{a} + {b}",
            ElementwiseOpcode.Subtract => $"{a} - {b}",
            ElementwiseOpcode.Multiply => $"{a} * {b}",
            ElementwiseOpcode.Divide => $"{a} / {b}",
            ElementwiseOpcode.Negate => $"-{a}",
            ElementwiseOpcode.Absolute => $"abs({a})",
            ElementwiseOpcode.SquareRoot => $"sqrt({a})",
            ElementwiseOpcode.Minimum => $"min({a}, {b})",
            ElementwiseOpcode.Maximum => $"max({a}, {b})",
            ElementwiseOpcode.Remainder => $"{a} % {b}",
            ElementwiseOpcode.LogP1 => $"log1p({a})",
            ElementwiseOpcode.Equal => $"{a} == {b}",
            ElementwiseOpcode.NotEqual => $"{a} != {b}",
            ElementwiseOpcode.Less => $"{a} < {b}",
            ElementwiseOpcode.LessOrEqual => $"{a} <= {b}",
            ElementwiseOpcode.And => $"{a} and {b}",
            ElementwiseOpcode.Or => $"{a} or {b}",
            ElementwiseOpcode.Not => $"not {a}",
            ElementwiseOpcode.Select => $"{a} ? {b} : {c}",
            ElementwiseOpcode.Convert => $"{instruction.Type.Label()}({a})",
            _ when instruction.B >= 0 => $"{Name(instruction.Code)}({a}, {b})",
            _ => $"{Name(instruction.Code)}({a})",
        };
    }

    private static string Name(ElementwiseOpcode code) => code.ToString().ToLowerInvariant();
}
