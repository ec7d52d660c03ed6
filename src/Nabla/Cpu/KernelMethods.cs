using System.Reflection;
using System.Runtime.Intrinsics;
using Nabla.Lanes;
using Nabla.Vectors;

namespace Nabla.Cpu;

/// <summary>The methods that compute lane instructions on vectors of one type and width.</summary>
/// <remarks>They come from delegates rather than by name, so that nothing that trims programs can miss them.</remarks>
internal abstract unsafe class KernelMethods
{
    protected delegate TVector LoadMethod<TVector>(void* source);

    protected delegate void StoreMethod<TVector>(TVector x, void* target);

    public abstract Type Vector { get; }

    public abstract MethodInfo Load { get; }

    public abstract MethodInfo Store { get; }

    public abstract MethodInfo Broadcast { get; }

    public abstract MethodInfo Number { get; }

    public abstract MethodInfo Bits { get; }

    /// <summary>The method for an instruction, which takes its operands in order.</summary>
    public abstract MethodInfo Of(LaneInstruction instruction);

    public static KernelMethods For(ElementType type, int width) => (type, width) switch
    {
        (ElementType.Float32, 512) => new Typed<Single512, Vector512<float>>(),
        (ElementType.Float32, 256) => new Typed<Single256, Vector256<float>>(),
        (ElementType.Float32, 128) => new Typed<Single128, Vector128<float>>(),
        (ElementType.Float32, _) => new Typed<SingleScalar, float>(),
        (ElementType.Float64, 512) => new Typed<Double512, Vector512<double>>(),
        (ElementType.Float64, 256) => new Typed<Double256, Vector256<double>>(),
        (ElementType.Float64, 128) => new Typed<Double128, Vector128<double>>(),
        (ElementType.Float64, _) => new Typed<DoubleScalar, double>(),
        _ => throw new NotSupportedException($"There are no vectors of {type.Label()}."),
    };

    private sealed class Typed<TSimd, TVector> : KernelMethods
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        public override Type Vector => typeof(TVector);

        public override MethodInfo Load => ((LoadMethod<TVector>)TSimd.Load).Method;

        public override MethodInfo Store => ((StoreMethod<TVector>)TSimd.Store).Method;

        public override MethodInfo Broadcast => ((LoadMethod<TVector>)TSimd.Broadcast).Method;

        public override MethodInfo Number => ((Func<double, TVector>)TSimd.Number).Method;

        public override MethodInfo Bits => ((Func<uint, ulong, TVector>)TSimd.Bits).Method;

        public override MethodInfo Of(LaneInstruction instruction) => instruction.Code switch
        {
            LaneCode.Add => Of(TSimd.Add),
            LaneCode.Subtract => Of(TSimd.Subtract),
            LaneCode.Multiply => Of(TSimd.Multiply),
            LaneCode.Divide => Of(TSimd.Divide),
            LaneCode.Negate => Of(TSimd.Negate),
            LaneCode.Absolute => Of(TSimd.Absolute),
            LaneCode.SquareRoot => Of(TSimd.SquareRoot),
            LaneCode.Minimum => Of(TSimd.Minimum),
            LaneCode.Maximum => Of(TSimd.Maximum),
            LaneCode.Sign => Of(VectorChoices.Sign<TSimd, TVector>),
            LaneCode.Floor => Of(TSimd.Floor),
            LaneCode.Round => Of(TSimd.Round),
            LaneCode.Remainder => Of(VectorRemainder.Run<TSimd, TVector>),
            LaneCode.Exp => Of(VectorExp.Run<TSimd, TVector>),
            LaneCode.Exp2 => Of(VectorExp2.Run<TSimd, TVector>),
            LaneCode.ExpM1 => Of(VectorExpM1.Run<TSimd, TVector>),
            LaneCode.Log => Of(VectorLog.Run<TSimd, TVector>),
            LaneCode.Log2 => Of(VectorLog2.Run<TSimd, TVector>),
            LaneCode.Log10 => Of(VectorLog10.Run<TSimd, TVector>),
            LaneCode.LogP1 => Of(VectorLogP1.Run<TSimd, TVector>),
            LaneCode.Sin => Of(VectorSin.Run<TSimd, TVector>),
            LaneCode.Cos => Of(VectorCos.Run<TSimd, TVector>),
            LaneCode.Atan2 => Of(VectorAtan2.Run<TSimd, TVector>),
            LaneCode.Tanh => Of(VectorTanh.Run<TSimd, TVector>),
            LaneCode.TanhDerivative => Of(VectorTanhDerivative.Run<TSimd, TVector>),
            LaneCode.Sigmoid => Of(VectorSigmoid.Run<TSimd, TVector>),
            LaneCode.SigmoidDerivative => Of(VectorSigmoidDerivative.Run<TSimd, TVector>),
            LaneCode.Erf => Of(VectorErf.Run<TSimd, TVector>),
            LaneCode.Power => Of(VectorPower.Run<TSimd, TVector>),
            LaneCode.Equal => Of(TSimd.Equal),
            LaneCode.NotEqual => Of(VectorChoices.NotEqual<TSimd, TVector>),
            LaneCode.Less => Of(TSimd.Less),
            LaneCode.LessOrEqual => Of(TSimd.LessOrEqual),
            LaneCode.And => Of(TSimd.And),
            LaneCode.Or => Of(TSimd.Or),
            LaneCode.Not => Of(VectorChoices.Not<TSimd, TVector>),
            LaneCode.Select => ((Func<TVector, TVector, TVector, TVector>)TSimd.Select).Method,
            LaneCode.Convert when instruction.Type == ElementType.Boolean => Of(VectorChoices.ToTruth<TSimd, TVector>),
            LaneCode.Convert => Of(VectorChoices.ToNumber<TSimd, TVector>),
            _ => throw new NotSupportedException($"The lane instruction {instruction.Code} has no operands."),
        };

        private static MethodInfo Of(Func<TVector, TVector> function) => function.Method;

        private static MethodInfo Of(Func<TVector, TVector, TVector> function) => function.Method;
    }
}
