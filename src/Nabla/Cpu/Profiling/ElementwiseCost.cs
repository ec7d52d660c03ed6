using Nabla.Vectors;

namespace Nabla.Cpu;

/// <summary>Counts the arithmetic operations of an instruction; elementary functions are counted by running them.</summary>
internal static class ElementwiseCost
{
    private static readonly int[] Single = Costs<SingleScalar, float>();
    private static readonly int[] Double = Costs<DoubleScalar, double>();

    public static int Of(ElementwiseInstruction instruction) => (instruction.Type == ElementType.Float64 ? Double : Single)[(int)instruction.Code];

    private static int[] Costs<TSimd, TNumber>()
        where TSimd : struct, ISimd<TNumber>
        where TNumber : unmanaged
    {
        var costs = new int[(int)ElementwiseOpcode.Convert + 1];
        Array.Fill(costs, 1);
        costs[(int)ElementwiseOpcode.Input] = costs[(int)ElementwiseOpcode.Constant] = 0;
        foreach (var code in Enum.GetValues<ElementwiseOpcode>())
            if (ElementwiseFunctions.Of(code) is { } function) costs[(int)code] = function.Cost<TSimd, TNumber>();
        return costs;
    }
}
