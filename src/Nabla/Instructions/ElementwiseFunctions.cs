using System.Numerics;
using System.Reflection;
using Nabla.Instructions;
using Nabla.Vectors;

namespace Nabla;

/// <summary>The opcode of an elementwise instruction.</summary>
internal enum ElementwiseOpcode
{
    Input, Constant, Add, Subtract, Multiply, Divide, Negate, Absolute, SquareRoot, Minimum, Maximum, Sign, Floor, Round, Remainder,
    Exp, Exp2, ExpM1, Log, Log2, Log10, LogP1, Sin, Cos, Atan2, Tanh, TanhDerivative, Sigmoid, SigmoidDerivative, Erf, Power,
    Equal, NotEqual, Less, LessOrEqual, And, Or, Not, Select, Convert,
}

/// <summary>
/// The table of elementary functions: tiles, emitted code, costs and both interpreters read it. A new function is an opcode in
/// <see cref="ElementwiseOpcode"/>, a row here, and a file in Vectors/Functions.
/// </summary>
internal static class ElementwiseFunctions
{
    private static readonly ElementwiseFunction?[] Table = new ElementwiseFunction?[(int)ElementwiseOpcode.Convert + 1];

    static ElementwiseFunctions()
    {
        Add<VectorExp>(ElementwiseOpcode.Exp, Math.Exp, Complex.Exp);
        Add<VectorExp2>(ElementwiseOpcode.Exp2, double.Exp2, a => Complex.Exp(Math.Log(2) * a));
        Add<VectorExpM1>(ElementwiseOpcode.ExpM1, ScalarInterpreter.ExpM1, ComplexInterpreter.ExpM1);
        Add<VectorLog>(ElementwiseOpcode.Log, Math.Log, Complex.Log);
        Add<VectorLog2>(ElementwiseOpcode.Log2, Math.Log2, a => Complex.Log(a) / Math.Log(2));
        Add<VectorLog10>(ElementwiseOpcode.Log10, Math.Log10, a => Complex.Log(a) / Math.Log(10));
        Add<VectorLogP1>(ElementwiseOpcode.LogP1, ScalarInterpreter.LogP1, a => Complex.Log(1 + a));
        Add<VectorSin>(ElementwiseOpcode.Sin, Math.Sin, Complex.Sin);
        Add<VectorCos>(ElementwiseOpcode.Cos, Math.Cos, Complex.Cos);
        Add<VectorTanh>(ElementwiseOpcode.Tanh, Math.Tanh, Complex.Tanh);
        Add<VectorSigmoid>(ElementwiseOpcode.Sigmoid, a => 1 / (1 + Math.Exp(-a)), a => 0.5 + 0.5 * Complex.Tanh(0.5 * a));
        Add<VectorErf>(ElementwiseOpcode.Erf, ErrorFunction.Of, null);
        AddBinary<VectorAtan2>(ElementwiseOpcode.Atan2, Math.Atan2, ComplexInterpreter.Angle);
        AddBinary<VectorTanhDerivative>(ElementwiseOpcode.TanhDerivative, ScalarInterpreter.TanhDerivative, (a, _) => 1 / Complex.Pow(Complex.Cosh(a), 2));
        AddBinary<VectorSigmoidDerivative>(
            ElementwiseOpcode.SigmoidDerivative, ScalarInterpreter.SigmoidDerivative, (a, _) => 0.25 / Complex.Pow(Complex.Cosh(0.5 * a), 2));
        AddBinary<VectorPower>(ElementwiseOpcode.Power, Math.Pow, ComplexInterpreter.Power);
    }

    /// <summary>The function of an opcode; null if it is a basic instruction.</summary>
    public static ElementwiseFunction? Of(ElementwiseOpcode code) => Table[(int)code];

    private static void Add<TFunction>(ElementwiseOpcode code, Func<double, double> scalar, Func<Complex, Complex>? complex)
        where TFunction : struct, IVectorFunction =>
        Table[(int)code] = new UnaryFunction<TFunction>((a, _) => scalar(a), complex is null ? null : (a, _) => complex(a));

    private static void AddBinary<TFunction>(ElementwiseOpcode code, Func<double, double, double> scalar, Func<Complex, Complex, Complex>? complex)
        where TFunction : struct, IBinaryVectorFunction =>
        Table[(int)code] = new BinaryFunction<TFunction>(scalar, complex);
}

/// <summary>An elementary function in all its forms.</summary>
/// <param name="scalar">The reference in float64; float32 is computed by it and rounded once.</param>
/// <param name="complex">The analytic continuation; null if there is none. The second argument is unused by functions of one argument.</param>
internal abstract unsafe class ElementwiseFunction(Func<double, double, double> scalar, Func<Complex, Complex, Complex>? complex)
{
    public Func<double, double, double> Scalar => scalar;

    public Func<Complex, Complex, Complex>? Complex => complex;

    /// <summary>The method that computes it on vectors, for emitted code.</summary>
    public abstract MethodInfo Method<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged;

    /// <summary>The number of arithmetic operations, counted by running it.</summary>
    public abstract int Cost<TSimd, TNumber>()
        where TSimd : struct, ISimd<TNumber>
        where TNumber : unmanaged;

    /// <summary>Computes it along float32 arrays, of which the second is unused by functions of one argument.</summary>
    public abstract void Apply(float* a, float* b, float* target, int length, int width);

    /// <summary>Computes it along float64 arrays.</summary>
    public abstract void Apply(double* a, double* b, double* target, int length, int width);
}

/// <inheritdoc/>
internal sealed unsafe class UnaryFunction<TFunction>(Func<double, double, double> scalar, Func<Complex, Complex, Complex>? complex)
    : ElementwiseFunction(scalar, complex)
    where TFunction : struct, IVectorFunction
{
    public override MethodInfo Method<TSimd, TVector>() => ((Func<TVector, TVector>)TFunction.Run<TSimd, TVector>).Method;

    public override int Cost<TSimd, TNumber>() => CountingSimd<TSimd, TNumber>.Of<TFunction>();

    public override void Apply(float* a, float* b, float* target, int length, int width) => VectorLoop.Apply<TFunction>(a, target, length, width);

    public override void Apply(double* a, double* b, double* target, int length, int width) => VectorLoop.Apply<TFunction>(a, target, length, width);
}

/// <inheritdoc/>
internal sealed unsafe class BinaryFunction<TFunction>(Func<double, double, double> scalar, Func<Complex, Complex, Complex>? complex)
    : ElementwiseFunction(scalar, complex)
    where TFunction : struct, IBinaryVectorFunction
{
    public override MethodInfo Method<TSimd, TVector>() => ((Func<TVector, TVector, TVector>)TFunction.Run<TSimd, TVector>).Method;

    public override int Cost<TSimd, TNumber>() => CountingSimd<TSimd, TNumber>.OfBinary<TFunction>();

    public override void Apply(float* a, float* b, float* target, int length, int width) => VectorLoop.Apply<TFunction>(a, b, target, length, width);

    public override void Apply(double* a, double* b, double* target, int length, int width) => VectorLoop.Apply<TFunction>(a, b, target, length, width);
}
