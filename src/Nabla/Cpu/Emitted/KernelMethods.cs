using System.Reflection;
using System.Runtime.Intrinsics;
using Nabla.Vectors;

namespace Nabla.Cpu;

/// <summary>The methods that compute instructions on vectors of one type and width.</summary>
/// <remarks>Taken from delegates instead of looked up by name, so that trimming keeps them.</remarks>
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

    /// <summary>The method for an instruction; it takes the operands in order.</summary>
    public abstract MethodInfo Of(ElementwiseInstruction instruction);

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
        _ => throw new NotSupportedException($"Vectors of {type.Label()} are not supported."),
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

        public override MethodInfo Of(ElementwiseInstruction instruction) => instruction.Code switch
        {
            ElementwiseOpcode.Add => Of(TSimd.Add),
            ElementwiseOpcode.Subtract => Of(TSimd.Subtract),
            ElementwiseOpcode.Multiply => Of(TSimd.Multiply),
            ElementwiseOpcode.Divide => Of(TSimd.Divide),
            ElementwiseOpcode.Negate => Of(TSimd.Negate),
            ElementwiseOpcode.Absolute => Of(TSimd.Absolute),
            ElementwiseOpcode.SquareRoot => Of(TSimd.SquareRoot),
            ElementwiseOpcode.Minimum => Of(TSimd.Minimum),
            ElementwiseOpcode.Maximum => Of(TSimd.Maximum),
            ElementwiseOpcode.Sign => Of(VectorChoices.Sign<TSimd, TVector>),
            ElementwiseOpcode.Floor => Of(TSimd.Floor),
            ElementwiseOpcode.Round => Of(TSimd.Round),
            ElementwiseOpcode.Remainder => Of(VectorRemainder.Run<TSimd, TVector>),
            _ when ElementwiseFunctions.Of(instruction.Code) is { } function => function.Method<TSimd, TVector>(),
            ElementwiseOpcode.Equal => Of(TSimd.Equal),
            ElementwiseOpcode.NotEqual => Of(VectorChoices.NotEqual<TSimd, TVector>),
            ElementwiseOpcode.Less => Of(TSimd.Less),
            ElementwiseOpcode.LessOrEqual => Of(TSimd.LessOrEqual),
            ElementwiseOpcode.And => Of(TSimd.And),
            ElementwiseOpcode.Or => Of(TSimd.Or),
            ElementwiseOpcode.Not => Of(VectorChoices.Not<TSimd, TVector>),
            ElementwiseOpcode.Select => ((Func<TVector, TVector, TVector, TVector>)TSimd.Select).Method,
            ElementwiseOpcode.Convert when instruction.Type == ElementType.Boolean => Of(VectorChoices.ToTruth<TSimd, TVector>),
            ElementwiseOpcode.Convert => Of(VectorChoices.ToNumber<TSimd, TVector>),
            _ => throw new NotSupportedException($"The instruction {instruction.Code} has no operands."),
        };

        private static MethodInfo Of(Func<TVector, TVector> function) => function.Method;

        private static MethodInfo Of(Func<TVector, TVector, TVector> function) => function.Method;
    }
}
