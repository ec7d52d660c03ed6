using Nabla.Lanes;
using Nabla.Vectors;

namespace Nabla.Cpu;

/// <summary>How many arithmetic operations a lane instruction takes; those of an elementary function are counted by running it.</summary>
internal static class LaneCost
{
    private static readonly int[] Single = Costs<SingleScalar, float>();
    private static readonly int[] Double = Costs<DoubleScalar, double>();

    public static int Of(LaneInstruction instruction) => (instruction.Type == ElementType.Float64 ? Double : Single)[(int)instruction.Code];

    private static int[] Costs<TSimd, TNumber>()
        where TSimd : struct, ISimd<TNumber>
        where TNumber : unmanaged
    {
        var costs = new int[(int)LaneCode.Convert + 1];
        Array.Fill(costs, 1);
        costs[(int)LaneCode.Input] = costs[(int)LaneCode.Constant] = 0;
        costs[(int)LaneCode.Exp] = CountingSimd<TSimd, TNumber>.Of<VectorExp>();
        costs[(int)LaneCode.Exp2] = CountingSimd<TSimd, TNumber>.Of<VectorExp2>();
        costs[(int)LaneCode.ExpM1] = CountingSimd<TSimd, TNumber>.Of<VectorExpM1>();
        costs[(int)LaneCode.Log] = CountingSimd<TSimd, TNumber>.Of<VectorLog>();
        costs[(int)LaneCode.Log2] = CountingSimd<TSimd, TNumber>.Of<VectorLog2>();
        costs[(int)LaneCode.Log10] = CountingSimd<TSimd, TNumber>.Of<VectorLog10>();
        costs[(int)LaneCode.LogP1] = CountingSimd<TSimd, TNumber>.Of<VectorLogP1>();
        costs[(int)LaneCode.Sin] = CountingSimd<TSimd, TNumber>.Of<VectorSin>();
        costs[(int)LaneCode.Cos] = CountingSimd<TSimd, TNumber>.Of<VectorCos>();
        costs[(int)LaneCode.Atan2] = CountingSimd<TSimd, TNumber>.OfBinary<VectorAtan2>();
        costs[(int)LaneCode.Tanh] = CountingSimd<TSimd, TNumber>.Of<VectorTanh>();
        costs[(int)LaneCode.Sigmoid] = CountingSimd<TSimd, TNumber>.Of<VectorSigmoid>();
        costs[(int)LaneCode.TanhDerivative] = CountingSimd<TSimd, TNumber>.OfBinary<VectorTanhDerivative>();
        costs[(int)LaneCode.SigmoidDerivative] = CountingSimd<TSimd, TNumber>.OfBinary<VectorSigmoidDerivative>();
        costs[(int)LaneCode.Erf] = CountingSimd<TSimd, TNumber>.Of<VectorErf>();
        costs[(int)LaneCode.Power] = CountingSimd<TSimd, TNumber>.OfBinary<VectorPower>();
        return costs;
    }
}
