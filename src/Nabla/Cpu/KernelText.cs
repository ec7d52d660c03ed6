using System.Globalization;
using System.Text;
using Nabla.Lanes;

namespace Nabla.Cpu;

/// <summary>A kernel to be read, one line for each instruction. Kernels with the same text are the same.</summary>
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

    public void Constant(int value, LaneInstruction instruction)
    {
        var constant = instruction.Type == ElementType.Boolean
            ? instruction.Constant != 0 ? "true" : "false"
            : instruction.Constant.ToString("R", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"    v{value} = {constant}\n");
    }

    public void Broadcast(int value, int pointer) => text.Append(CultureInfo.InvariantCulture, $"    v{value} = broadcast p{pointer}\n");

    public void BeginLoop() => text.Append("    for each vector\n");

    public void Load(int value, int pointer) => text.Append(CultureInfo.InvariantCulture, $"        v{value} = load p{pointer}\n");

    public void Apply(int value, LaneInstruction instruction) =>
        text.Append(CultureInfo.InvariantCulture, $"        v{value} = {Expression(instruction)}\n");

    public void Store(int value, int pointer) => text.Append(CultureInfo.InvariantCulture, $"        store v{value} to p{pointer}\n");

    public void EndLoop()
    {
    }

    private static string Expression(LaneInstruction instruction)
    {
        var (a, b, c) = ($"v{instruction.A}", $"v{instruction.B}", $"v{instruction.C}");
        return instruction.Code switch
        {
            LaneCode.Add => $"{a} + {b}",
            LaneCode.Subtract => $"{a} - {b}",
            LaneCode.Multiply => $"{a} * {b}",
            LaneCode.Divide => $"{a} / {b}",
            LaneCode.Negate => $"-{a}",
            LaneCode.Absolute => $"abs({a})",
            LaneCode.SquareRoot => $"sqrt({a})",
            LaneCode.Minimum => $"min({a}, {b})",
            LaneCode.Maximum => $"max({a}, {b})",
            LaneCode.Remainder => $"{a} % {b}",
            LaneCode.LogP1 => $"log1p({a})",
            LaneCode.Equal => $"{a} == {b}",
            LaneCode.NotEqual => $"{a} != {b}",
            LaneCode.Less => $"{a} < {b}",
            LaneCode.LessOrEqual => $"{a} <= {b}",
            LaneCode.And => $"{a} and {b}",
            LaneCode.Or => $"{a} or {b}",
            LaneCode.Not => $"not {a}",
            LaneCode.Select => $"{a} ? {b} : {c}",
            LaneCode.Convert => $"{instruction.Type.Label()}({a})",
            _ when instruction.B >= 0 => $"{Name(instruction.Code)}({a}, {b})",
            _ => $"{Name(instruction.Code)}({a})",
        };
    }

    private static string Name(LaneCode code) => code.ToString().ToLowerInvariant();
}
