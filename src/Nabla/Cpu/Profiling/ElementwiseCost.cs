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
        costs[(int)ElementwiseOpcode.Exp] = CountingSimd<TSimd, TNumber>.Of<VectorExp>();
        costs[(int)ElementwiseOpcode.Exp2] = CountingSimd<TSimd, TNumber>.Of<VectorExp2>();
        costs[(int)ElementwiseOpcode.ExpM1] = CountingSimd<TSimd, TNumber>.Of<VectorExpM1>();
        costs[(int)ElementwiseOpcode.Log] = CountingSimd<TSimd, TNumber>.Of<VectorLog>();
        costs[(int)ElementwiseOpcode.Log2] = CountingSimd<TSimd, TNumber>.Of<VectorLog2>();
        costs[(int)ElementwiseOpcode.Log10] = CountingSimd<TSimd, TNumber>.Of<VectorLog10>();
        costs[(int)ElementwiseOpcode.LogP1] = CountingSimd<TSimd, TNumber>.Of<VectorLogP1>();
        costs[(int)ElementwiseOpcode.Sin] = CountingSimd<TSimd, TNumber>.Of<VectorSin>();
        costs[(int)ElementwiseOpcode.Cos] = CountingSimd<TSimd, TNumber>.Of<VectorCos>();
        costs[(int)ElementwiseOpcode.Atan2] = CountingSimd<TSimd, TNumber>.OfBinary<VectorAtan2>();
        costs[(int)ElementwiseOpcode.Tanh] = CountingSimd<TSimd, TNumber>.Of<VectorTanh>();
        costs[(int)ElementwiseOpcode.Sigmoid] = CountingSimd<TSimd, TNumber>.Of<VectorSigmoid>();
        costs[(int)ElementwiseOpcode.TanhDerivative] = CountingSimd<TSimd, TNumber>.OfBinary<VectorTanhDerivative>();
        costs[(int)ElementwiseOpcode.SigmoidDerivative] = CountingSimd<TSimd, TNumber>.OfBinary<VectorSigmoidDerivative>();
        costs[(int)ElementwiseOpcode.Erf] = CountingSimd<TSimd, TNumber>.Of<VectorErf>();
        costs[(int)ElementwiseOpcode.Power] = CountingSimd<TSimd, TNumber>.OfBinary<VectorPower>();
        return costs;
    }
}
