using Nabla.Vectors;

namespace Nabla.Tests.Vectors;

/// <summary>A function of <c>Nabla.Vectors</c>, with its references and error bounds in units in the last place.</summary>
internal sealed record VectorCase(
    string Name,
    Func<double, double> Reference,
    Func<Precise, Precise> Exact,
    (double Low, double High) Domain,
    double SingleError,
    double DoubleError)
{
    public required Func<float[], int, float[]> Single { get; init; }

    public required Func<double[], int, double[]> Double { get; init; }

    public static IReadOnlyDictionary<string, VectorCase> All { get; } = new[]
    {
        Make<VectorExp>(nameof(Math.Exp), Math.Exp, Precise.Exp, (-745.1, 709.7), 1.05, 1),
        Make<VectorExpM1>("ExpM1", ExpM1, Precise.ExpM1, (-40, 709.7), 1.35, 1.35),
        Make<VectorLog>(nameof(Math.Log), Math.Log, Precise.Log, (0, double.MaxValue), 0.95, 1.2),
        Make<VectorLogP1>("LogP1", LogP1, Precise.LogP1, (-1, double.MaxValue), 1.6, 1.75),
        Make<VectorExp2>("Exp2", x => Math.Pow(2, x), Precise.Exp2, (-1074, 1023.9), 1.05, 1),
        Make<VectorLog2>(nameof(Math.Log2), Math.Log2, Precise.LogToBase2, (0, double.MaxValue), 2.1, 2),
        Make<VectorLog10>(nameof(Math.Log10), Math.Log10, Precise.LogToBase10, (0, double.MaxValue), 2.2, 2),
        Make<ArcTangent>(nameof(Math.Atan), Math.Atan, Precise.Atan, (-1e9, 1e9), 1.9, 1.6),
        Make<VectorTanh>(nameof(Math.Tanh), Math.Tanh, Precise.Tanh, (-20, 20), 1.35, 1.1),
        Make<VectorSigmoid>("Sigmoid", x => 1 / (1 + Math.Exp(-x)), Precise.Sigmoid, (-745.1, 40), 1.55, 1.1),
        Make<VectorErf>("Erf", Erf, Precise.Erf, (-6, 6), 1.2, 1),
        Make<VectorSin>(nameof(Math.Sin), Math.Sin, Precise.Sin, (-1e9, 1e9), 1.6, 1.5),
        Make<VectorCos>(nameof(Math.Cos), Math.Cos, Precise.Cos, (-1e9, 1e9), 1.6, 1.5),
    }.ToDictionary(row => row.Name);

    private static unsafe VectorCase Make<TFunction>(
        string name, Func<double, double> reference, Func<Precise, Precise> exact, (double, double) domain, double singleError, double doubleError)
        where TFunction : struct, IVectorFunction => new(name, reference, exact, domain, singleError, doubleError)
        {
            Single = (x, width) =>
            {
                var y = new float[x.Length];
                fixed (float* source = x, target = y) VectorLoop.Apply<TFunction>(source, target, x.Length, width);
                return y;
            },
            Double = (x, width) =>
            {
                var y = new double[x.Length];
                fixed (double* source = x, target = y) VectorLoop.Apply<TFunction>(source, target, x.Length, width);
                return y;
            },
        };

    private readonly struct ArcTangent : IVectorFunction
    {
        public static TVector Run<TSimd, TVector>(TVector x)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged => VectorAtan2.Run<TSimd, TVector>(x, TSimd.Number(1));
    }

    // Kahan's corrections: accurate to a few units of float64, which is enough for float32.
    private static double ExpM1(double x)
    {
        var u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 || double.IsInfinity(u) ? u - 1 : (u - 1) * (x / Math.Log(u));
    }

    private static double LogP1(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : double.IsPositiveInfinity(u) ? u : Math.Log(u) * (x / (u - 1));
    }

    // The base library has no erf; the float64 version is checked against Precise.
    private static unsafe double Erf(double x)
    {
        double y;
        VectorLoop.Apply<VectorErf>(&x, &y, 1, 0);
        return y;
    }
}
