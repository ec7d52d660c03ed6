using Nabla.Compiler;
using Xunit;

namespace Nabla.Tests.Compiler;

/// <summary>Tests which operations are removed from a graph, and which are kept because a bit would change.</summary>
public class AlgebraicSimplifierTests
{
    private static readonly double[] Numbers = [1, -0.0, double.NaN, double.PositiveInfinity, 0, -3];
    private static readonly Tensor X = Tensor.From(Numbers, [2, 3]);

    public static TheoryData<string, Func<Tensor, Tensor>, Func<double, double>, int> Arithmetic => new()
    {
        { "x · 1", x => x * 1, x => x, 0 },
        { "1 · x", x => 1 * x, x => x, 0 },
        { "x / 1", x => x / 1, x => x, 0 },
        { "x − 0", x => x - 0, x => x, 0 },
        { "x + −0", x => x + -0.0, x => x, 0 },
        { "−(−x)", x => -(-x), x => x, 0 },
        { "x + 0 makes 0 of −0", x => x + 0, x => x + 0, 1 },
        { "x · 0 is NaN at infinity", x => x * 0, x => x * 0, 1 },
        { "0 − x is 0 at 0", x => 0 - x, x => 0 - x, 1 },
        { "1 / x", x => 1 / x, x => 1 / x, 1 },
        { "x ^ 1", x => x.Pow(1), x => x, 0 },
        { "1 ^ x", x => Tensor.Power(Tensor.Scalar(1.0), x), x => Math.Pow(1, x), 1 },
    };

    public static TheoryData<string, Func<Tensor, Func<Tensor, Tensor>, Tensor>, int> Moves => new()
    {
        { "the transpose of the transpose", (x, made) => made(x.Transpose()).Transpose(), 0 },
        { "axes turned twice", (x, made) => made(x.Reshape(1, 2, 3).Permute(2, 0, 1)).Permute(2, 1, 0), 1 },
        { "axes turned three times", (x, made) => made(made(x.Reshape(1, 2, 3).Permute(1, 2, 0)).Permute(1, 2, 0)).Permute(1, 2, 0), 0 },
    };

    public static TheoryData<string, Func<Tensor, Func<Tensor, Tensor>, Tensor>, int> Products => new()
    {
        { "a transposed right factor", (x, made) => x.MatMul(made(x.Transpose())), 1 },
        { "a transposed left factor", (x, made) => made(x.Transpose()).MatMul(x), 1 },
        { "a factor transposed twice", (x, made) => made(x.Transpose()).MatMul(x, transposeA: true, transposeB: true), 1 },
        { "transposed matrices of a stack", (x, made) => x.Reshape(1, 2, 3).MatMul(made(x.Reshape(1, 2, 3).Transpose())), 1 },
        { "a stack whose first axis moved", (x, made) => made(x.Reshape(2, 3, 1).Permute(1, 0, 2)).MatMul(x.Reshape(3, 1, 2)), 2 },
    };

    [Theory]
    [MemberData(nameof(Arithmetic))]
    public void Arithmetic_WithANeutralNumber_IsLeftOutWhereNoBitChanges(string name, Func<Tensor, Tensor> function, Func<double, double> expected, int steps)
    {
        Assert.NotEmpty(name);
        Assert.Equal(steps, Steps(function(X)));
        Assert.Equal(Numbers.Select(x => Bits(expected(x))), function(X).ToArray<double>().Select(Bits));
    }

    [Theory]
    [MemberData(nameof(Moves))]
    [MemberData(nameof(Products))]
    public void Moves_AfterOneAnotherOrBeforeAProduct_AreTakenIn(string name, Func<Tensor, Func<Tensor, Tensor>, Tensor> function, int steps)
    {
        Assert.NotEmpty(name);
        var x = Tensor.From(Enumerable.Range(1, 6).Select(i => (double)i).ToArray(), [2, 3]);
        Assert.Equal(steps, Steps(function(x, moved => moved)));
        Assert.Equal(function(x, moved => moved.Evaluate()).ToArray<double>(), function(x, moved => moved).ToArray<double>());
    }

    private static long Bits(double number) => double.IsNaN(number) ? long.MaxValue : BitConverter.DoubleToInt64Bits(number);

    private static int Steps(Tensor y)
    {
        var graph = Pipeline.Canonicalize([y]).Graph;
        return Passes.After(nameof(RowFusion), graph).Length;
    }
}
