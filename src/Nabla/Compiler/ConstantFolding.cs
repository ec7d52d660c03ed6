using System.Numerics;
using Nabla.Instructions;

namespace Nabla.Compiler;

/// <summary>Evaluates elementwise operations on constants during canonicalization if the result is bitwise the same as a kernel's.</summary>
internal static class ConstantFolding
{
    /// <summary>The result, or null if the operation is more than arithmetic: the last bits of functions differ between kernels.</summary>
    public static double? Fold(ElementwiseOperation operation, ReadOnlySpan<TensorType> types, ReadOnlySpan<double> numbers)
    {
        var builder = new ElementwiseBuilder();
        var arguments = new ElementValue[types.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = builder.Input(i, types[i].Element);
        var result = operation.Body(builder, arguments);
        if (!result.Type.IsFloat()) return null;
        var values = new double[builder.Instructions.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (Value(builder.Instructions[i], builder.Instructions, values, numbers) is not { } value) return null;
            values[i] = value;
        }
        return values[result.Index];
    }

    private static double? Value(ElementwiseInstruction instruction, IReadOnlyList<ElementwiseInstruction> body, double[] values, ReadOnlySpan<double> numbers)
    {
        if (!instruction.Type.IsFloat()) return null;
        switch (instruction.Code)
        {
            case ElementwiseOpcode.Input: return Rounded(instruction.Type, numbers[instruction.A]);
            case ElementwiseOpcode.Constant: return Rounded(instruction.Type, instruction.Constant);
            case ElementwiseOpcode.Convert: return body[instruction.A].Type.IsFloat() ? Rounded(instruction.Type, values[instruction.A]) : null;
            case ElementwiseOpcode.Add or ElementwiseOpcode.Subtract or ElementwiseOpcode.Multiply or ElementwiseOpcode.Divide
                or ElementwiseOpcode.Negate or ElementwiseOpcode.Absolute
                or ElementwiseOpcode.SquareRoot or ElementwiseOpcode.Minimum or ElementwiseOpcode.Maximum:
                var (a, b) = (values[instruction.A], instruction.B >= 0 ? values[instruction.B] : 0);
                return instruction.Type == ElementType.Float32 ? Apply(instruction.Code, (float)a, (float)b) : Apply(instruction.Code, a, b);
            default: return null;
        }
    }

    private static double Apply<T>(ElementwiseOpcode code, T a, T b)
        where T : unmanaged, IFloatingPointIeee754<T> => double.CreateTruncating(ScalarInterpreter.Float(code, a, b));

    private static double Rounded(ElementType type, double number) => type == ElementType.Float32 ? (float)number : number;
}
