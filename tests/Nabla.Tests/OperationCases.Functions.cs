namespace Nabla.Tests;

/// <summary>Rows for the less common elementary and special functions.</summary>
internal static partial class OperationCases
{
    private static IEnumerable<OperationCase> Functions() =>
    [
        Unary("tan", typeof(Tan), x => x.Tan(), Math.Tan) with
        {
            Domain = Domains.Inside(1.4), Ulps = 4,
            Points = [At(0, 0, 1), At(Math.PI / 4, 1, 2), At(3 * Math.PI / 4, -1, 2), At(1e6, Math.Tan(1e6), null), At(Inf, NaN, NaN), At(NaN, NaN, NaN)],
        },
        Unary("asin", typeof(Asin), x => x.Asin(), Math.Asin) with
        {
            Domain = Domains.Inside(0.9), Ulps = 4,
            Points = [At(0, 0, 1), At(1, Math.PI / 2, Inf), At(-1, -Math.PI / 2, Inf), At(1e-20, 1e-20, 1), At(2, NaN, NaN), At(NaN, NaN, NaN)],
        },
        Unary("acos", typeof(Acos), x => x.Acos(), Math.Acos) with
        {
            Domain = Domains.Inside(0.9), Ulps = 4,
            Points = [At(0, Math.PI / 2, -1), At(1, 0, -Inf), At(-1, Math.PI, -Inf), At(-2, NaN, NaN), At(NaN, NaN, NaN)],
        },
        Unary("atan", typeof(Atan), x => x.Atan(), Math.Atan) with
        {
            Ulps = 2,
            Points =
            [
                At(0, 0, 1), At(1, Math.PI / 4, 0.5), At(Inf, Math.PI / 2, 0), At(-Inf, -Math.PI / 2, 0), At(1e300, Math.PI / 2, null), At(NaN, NaN, NaN),
            ],
        },
        Binary("atan2", typeof(Atan2), Tensor.Atan2, Math.Atan2) with
        {
            Domain = Domains.OffZero, Ulps = 2,
            Points =
            [
                At(0, 1, 0, 1, 0), At(1, 0, Math.PI / 2, 0, -1), At(0, -1, Math.PI, -1, 0), At(-0.0, -1, -Math.PI, -1, 0),
                At(-1, -1, -3 * Math.PI / 4, -0.5, 0.5),
                At(0, 0, 0, 0, 0), At(0, -0.0, Math.PI, 0, 0), At(Inf, Inf, Math.PI / 4, null, null), At(-Inf, -Inf, -3 * Math.PI / 4, null, null),
                At(Inf, 1, Math.PI / 2, 0, 0), At(1, -Inf, Math.PI, 0, 0), At(NaN, 1, NaN, NaN, NaN), At(1, NaN, NaN, NaN, NaN),
            ],
        },
        Binary("direction-cosine", typeof(DirectionCosine), (a, b) => Broadcasting.Apply(DirectionCosine.Instance, a, b), (a, b) => a / double.Hypot(a, b)) with
        {
            Domain = Domains.OffZero, Ulps = 4,
            Points =
            [
                At(3, 4, 0.6, 0.128, -0.096), At(0, 0, 0, 0, 0), At(-2, 0, -1, 0, 0), At(1, 1e-10, 1, 1e-20, -1e-10), At(Inf, 1, 1, 0, 0), At(1, -Inf, 0, 0, 0),
                At(-Inf, Inf, -Math.Sqrt(0.5), null, null), At(1e300, 1e300, Math.Sqrt(0.5), null, null), At(NaN, 1, NaN, NaN, NaN), At(1, NaN, NaN, NaN, NaN),
            ],
        },
        Binary("hypot", typeof(Hypot), Tensor.Hypot, double.Hypot) with
        {
            Domain = Domains.OffZero, Ulps = 2,
            Points =
            [
                At(3, 4, 5, 0.6, 0.8), At(0, 0, 0, 0, 0), At(-2, 0, 2, -1, 0), At(Inf, 1, Inf, 1, 0), At(-2, -Inf, Inf, 0, -1), At(NaN, Inf, Inf, null, null),
                At(NaN, 1, NaN, NaN, NaN),
            ],
        },
        Unary("sinh", typeof(Sinh), x => x.Sinh(), Math.Sinh) with
        {
            Ulps = 4,
            Points = [At(0, 0, 1), At(1e-10, 1e-10, 1), At(80, Math.Sinh(80), Math.Cosh(80)), At(Inf, Inf, Inf), At(-Inf, -Inf, Inf), At(NaN, NaN, NaN)],
        },
        Unary("cosh", typeof(Cosh), x => x.Cosh(), Math.Cosh) with
        {
            Ulps = 4, Points = [At(0, 1, 0), At(-80, Math.Cosh(80), -Math.Sinh(80)), At(Inf, Inf, Inf), At(-Inf, Inf, -Inf), At(NaN, NaN, NaN)],
        },
        Unary("asinh", typeof(Asinh), x => x.Asinh(), Math.Asinh) with
        {
            Ulps = 4, Points = [At(0, 0, 1), At(1e-10, 1e-10, 1), At(-1e30, -Math.Asinh(1e30), 1e-30), At(Inf, Inf, 0), At(-Inf, -Inf, 0), At(NaN, NaN, NaN)],
        },
        Unary("acosh", typeof(Acosh), x => x.Acosh(), Math.Acosh) with
        {
            Domain = (random, input, count) => [.. Domains.Positive(random, input, count).Select(x => x + 1)], Ulps = 4,
            Points = [At(1, 0, Inf), At(1e30, Math.Acosh(1e30), 1e-30), At(0.5, NaN, NaN), At(-3, NaN, NaN), At(Inf, Inf, 0), At(NaN, NaN, NaN)],
        },
        Unary("atanh", typeof(Atanh), x => x.Atanh(), Math.Atanh) with
        {
            Domain = Domains.Inside(0.9), Ulps = 4,
            Points = [At(0, 0, 1), At(1e-10, 1e-10, 1), At(1, Inf, Inf), At(-1, -Inf, Inf), At(2, NaN, null), At(NaN, NaN, NaN)],
        },
        Unary("log2", typeof(Log2), x => x.Log2(), Math.Log2) with
        {
            Domain = Domains.Positive, Ulps = 4,
            Points = [At(8, 3, 1 / (8 * Math.Log(2))), At(0, -Inf, Inf), At(-1, NaN, null), At(Inf, Inf, 0), At(NaN, NaN, NaN)],
        },
        Unary("log10", typeof(Log10), x => x.Log10(), Math.Log10) with
        {
            Domain = Domains.Positive, Ulps = 4,
            Points = [At(1000, 3, 1e-3 / Math.Log(10)), At(0, -Inf, Inf), At(-1, NaN, null), At(Inf, Inf, 0), At(NaN, NaN, NaN)],
        },
        Unary("exp2", typeof(Exp2), x => x.Exp2(), x => Math.Pow(2, x)) with
        {
            Ulps = 2, Points = [At(0, 1, Math.Log(2)), At(-3, 0.125, Math.Log(2) / 8), At(Inf, Inf, Inf), At(-Inf, 0, 0), At(NaN, NaN, NaN)],
        },
        Unary("cbrt", typeof(Cbrt), x => x.Cbrt(), Math.Cbrt) with
        {
            Domain = Domains.OffZero, Ulps = 2,
            Points = [At(27, 3, 1 / 27.0), At(-8, -2, 1 / 12.0), At(0, 0, Inf), At(Inf, Inf, 0), At(-Inf, -Inf, 0), At(NaN, NaN, NaN)],
        },
        Unary("round", typeof(Round), x => x.Round(), Math.Round) with
        {
            Domain = Domains.OffHalves, Points = [At(2.5, 2, 0), At(3.5, 4, 0), At(-0.5, -0.0, 0), At(Inf, Inf, 0), At(NaN, NaN, 0)],
        },
        Unary("ceiling", typeof(Ceiling), x => x.Ceiling(), Math.Ceiling) with
        {
            Domain = Domains.OffIntegers, Points = [At(2, 2, 0), At(1.5, 2, 0), At(-1.5, -1, 0), At(-Inf, -Inf, 0), At(NaN, NaN, 0)],
        },
        Unary("truncate", typeof(Truncate), x => x.Truncate(), Math.Truncate) with
        {
            Domain = Domains.OffIntegers, Points = [At(1.5, 1, 0), At(-1.5, -1, 0), At(Inf, Inf, 0), At(NaN, NaN, 0)],
        },
        Binary("remainder", typeof(Remainder), (a, b) => a % b, (a, b) => a % b) with
        {
            // On both sides of integer quotients, but not close to one.
            Domain = (random, input, count) =>
                [.. Enumerable.Range(0, count).Select(_ => input == 0 ? random.Next(-3, 4) + 0.2 + 0.1 * random.NextDouble() : random.Next(2) == 0 ? 1 : -1)],
            Points =
            [
                At(7, 3, 1, 1, -2), At(-7, 3, -1, 1, 2), At(1, 0.125, 0, 1, -8), At(5.5, -2, 1.5, 1, 2), At(1, Inf, 1, 1, 0), At(1, 0, NaN, null, null),
                At(Inf, 1, NaN, null, null), At(NaN, 1, NaN, 1, null),
            ],
        },
        Binary("ieee-remainder", typeof(Remainder), Tensor.IEEERemainder, Math.IEEERemainder) with
        {
            Domain = (random, input, count) =>
                [.. Enumerable.Range(0, count).Select(_ => input == 0 ? random.Next(-3, 4) + 0.2 + 0.1 * random.NextDouble() : random.Next(2) == 0 ? 1 : -1)],
            Points =
            [
                At(7, 4, -1, 1, -2), At(6, 4, -2, 1, null), At(2, 4, 2, 1, null), At(-6, 4, 2, 1, null), At(10, 4, 2, 1, null), At(5.5, -2, -0.5, 1, 3),
                At(1, 0, NaN, null, null), At(Inf, 1, NaN, null, null),
            ],
        },
        Unary("log-gamma", typeof(LogGamma), x => x.LogGamma(), Gamma.Log) with
        {
            Domain = Domains.AroundGamma, Sums = true, Ulps = 32,
            Points =
            [
                At(1, 0, -Gamma.Euler), At(2, 0, 1 - Gamma.Euler), At(0.5, Math.Log(Math.PI) / 2, null), At(5, Math.Log(24), null),
                At(-0.5, Math.Log(2 * Math.Sqrt(Math.PI)), null),
                At(11, Math.Log(3628800), null), At(0, Inf, null), At(-3, Inf, null), At(Inf, Inf, Inf), At(NaN, NaN, NaN), At(-1e30, Inf, null),
            ],
        },
        Unary("digamma", typeof(Polygamma), x => x.Digamma(), x => Gamma.Poly(0, x)) with
        {
            Domain = Domains.AroundGamma, Sums = true, Ulps = 64,
            Points =
            [
                At(1, -Gamma.Euler, Math.PI * Math.PI / 6), At(0.5, -Gamma.Euler - 2 * Math.Log(2), Math.PI * Math.PI / 2),
                At(2, 1 - Gamma.Euler, Math.PI * Math.PI / 6 - 1),
                At(-0.5, 2 - Gamma.Euler - 2 * Math.Log(2), Math.PI * Math.PI / 2 + 4), At(0, -Inf, null), At(Inf, Inf, 0), At(NaN, NaN, NaN),
            ],
        },
        Unary("polygamma of order 2", typeof(Polygamma), x => x.Polygamma(2), x => Gamma.Poly(2, x)) with
        {
            Domain = Domains.AroundGamma, Sums = true, Ulps = 128,
            Points = [At(1, -2 * 1.2020569031595942854, Math.Pow(Math.PI, 4) / 15), At(NaN, NaN, NaN), At(Inf, -0.0, 0)],
        },
        Unary("reciprocal", typeof(Divide), x => x.Reciprocal(), x => 1 / x) with
        {
            Domain = Domains.OffZero, Points = [At(2, 0.5, -0.25), At(Inf, 0, 0), At(0, Inf, null)],
        },
        Unary("reciprocal-sqrt", typeof(Sqrt), x => x.ReciprocalSqrt(), x => 1 / Math.Sqrt(x)) with
        {
            Domain = Domains.Positive, Ulps = 2, Points = [At(4, 0.5, -1 / 16.0), At(Inf, 0, 0), At(-1, NaN, NaN)],
        },
        Binary("copy-sign", typeof(Select), Tensor.CopySign, Math.CopySign) with
        {
            Domain = Domains.OffZero, Points = [At(-3, 2, 3, -1, 0), At(3, -2, -3, -1, 0)],
        },
        Binary("max-magnitude", typeof(Select), Tensor.MaxMagnitude, Math.MaxMagnitude) with
        {
            Domain = Domains.Apart, Points = [At(-3, 2, -3, 1, 0), At(-2, 2, 2, 0, 1), At(NaN, 1, NaN, null, null), At(1, NaN, NaN, null, null)],
        },
        Binary("min-magnitude", typeof(Select), Tensor.MinMagnitude, Math.MinMagnitude) with
        {
            Domain = Domains.Apart, Points = [At(-3, 2, 2, 0, 1), At(-2, 2, -2, 1, 0), At(NaN, 1, NaN, null, null), At(1, NaN, NaN, null, null)],
        },
    ];

    /// <summary>Γ and related functions from sums of many terms, in extended precision where terms cancel.</summary>
    private static class Gamma
    {
        public const double Euler = 0.57721566490153286061;
        private const int Far = 60;

        // Shifted up until a few terms of Stirling's series are enough.
        public static double Log(double x)
        {
            if (x <= 0) return Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))) - Log(1 - x);
            var (z, logarithms) = (x + Far, 0.0);
            var lost = 0.0;
            for (var k = 0; k < Far; k++)
            {
                var term = Math.Log(x + k) - lost;
                var sum = logarithms + term;
                (lost, logarithms) = (sum - logarithms - term, sum);
            }
            return (z - 0.5) * Math.Log(z) - z - logarithms + Math.Log(Math.Tau) / 2 + 1 / (12 * z) - 1 / (360 * Math.Pow(z, 3)) + 1 / (1260 * Math.Pow(z, 5));
        }

        public static double Poly(int order, double x)
        {
            // Below 0, each shift adds one term.
            if (x <= 0) return Poly(order, x + 1) + (order % 2 == 0 ? -1 : 1) * Factorial(order) / Math.Pow(x, order + 1);
            var (sum, z) = (0.0, x + Far);
            for (var k = Far - 1; k >= 0; k--) sum += Math.Pow(x + k, -order - 1);
            return order == 0
                ? Math.Log(z) - 1 / (2 * z) - 1 / (12 * z * z) + 1 / (120 * Math.Pow(z, 4)) - 1 / (252 * Math.Pow(z, 6)) - sum
                : (order % 2 == 0 ? -1 : 1)
                    * (Factorial(order) * sum + Factorial(order - 1) / Math.Pow(z, order) + Factorial(order) / (2 * Math.Pow(z, order + 1))
                        + Factorial(order + 1) / (12 * Math.Pow(z, order + 2)) - Factorial(order + 3) / (720 * Math.Pow(z, order + 4))
                        + Factorial(order + 5) / (30240 * Math.Pow(z, order + 6)));
        }

        private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);
    }

    /// <summary>An independent Philox 4×32-10 (Salmon et al., 2011): the output of a generator with a seed, from counter 0.</summary>
    private static class Philox
    {
        public static IEnumerable<double> Uniform(long seed)
        {
            for (uint counter = 0; ; counter++)
            {
                var c = Block((ulong)seed, counter);
                yield return ((ulong)c[1] << 32 | c[0]) / 2048 * Math.ScaleB(1, -53);
                yield return ((ulong)c[3] << 32 | c[2]) / 2048 * Math.ScaleB(1, -53);
            }
        }

        public static IEnumerable<double> Normal(long seed)
        {
            foreach (var pair in Uniform(seed).Chunk(2))
            {
                var radius = Math.Sqrt(-2 * Math.Log(1 - pair[0]));
                yield return radius * Math.Cos(Math.Tau * pair[1]);
                yield return radius * Math.Sin(Math.Tau * pair[1]);
            }
        }

        private static uint[] Block(ulong key, uint counter)
        {
            uint[] c = [counter, 0, 0, 0];
            var (low, high) = ((uint)key, (uint)(key >> 32));
            for (var round = 0; round < 10; round++)
            {
                var (p, q) = (0xD2511F53ul * c[0], 0xCD9E8D57ul * c[2]);
                c = [(uint)(q >> 32) ^ c[1] ^ low, (uint)q, (uint)(p >> 32) ^ c[3] ^ high, (uint)p];
                low += 0x9E3779B9;
                high += 0xBB67AE85;
            }
            return c;
        }
    }
}
