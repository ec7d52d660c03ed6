using Xunit;

namespace Nabla.Tests.Differentiation;

/// <summary>Errors for arguments that are not differentiable give their index and type.</summary>
public class DerivativeErrorTests
{
    private static readonly Tensor Whole = Tensor.From<long>([1, 2]);
    private static readonly Tensor Truth = Tensor.From([true, false]);
    private static readonly Tensor Float = Tensor.From<double>([1, 2]);

    private static readonly Dictionary<string, Func<Tensor, object>> OfOne = new()
    {
        ["Gradient"] = x => Derivative.Gradient(y => y.Sum())(x),
        ["ValueAndGradient"] = x => Derivative.ValueAndGradient(y => y.Sum())(x),
        ["Jvp"] = x => Derivative.Jvp(y => y.Sum())(x, x),
        ["Vjp"] = x => Derivative.Vjp(y => y)(x, x),
        ["Jacobian"] = x => Derivative.Jacobian(y => y)(x),
        ["Hessian"] = x => Derivative.Hessian(y => y.Sum())(x),
        ["HessianVectorProduct"] = x => Derivative.HessianVectorProduct(y => y.Sum())(x, x),
        ["Nth"] = x => Derivative.Nth(y => y, 1)(x),
        ["compiled Gradient"] = x => Compile.Function(Derivative.Gradient(y => y.Sum()))(x),
    };

    private static readonly Dictionary<string, Func<Tensor, object>> OfTwo = new()
    {
        ["Gradients"] = x => Derivative.Gradients(y => y[0].Sum())([Float, x]),
        ["ValueAndGradients"] = x => Derivative.ValueAndGradients(y => y[0].Sum())([Float, x]),
        ["HessianVectorProduct of several"] = x => Derivative.HessianVectorProduct((Func<Tensor[], Tensor>)(y => y[0].Sum()))([Float, x], [Float, x]),
    };

    public static TheoryData<string> One => [.. OfOne.Keys];

    public static TheoryData<string> Two => [.. OfTwo.Keys];

    [Theory]
    [MemberData(nameof(One))]
    public void OneArgument_OfIntegersOrTruthValues_IsNamed(string transform)
    {
        Assert.StartsWith("derivative: argument 0 is int64[2]; only float32 and float64", Message(() => OfOne[transform](Whole)));
        Assert.StartsWith("derivative: argument 0 is bool[2]; only float32 and float64", Message(() => OfOne[transform](Truth)));
    }

    [Theory]
    [MemberData(nameof(Two))]
    public void SecondArgument_OfIntegersOrTruthValues_IsNamed(string transform)
    {
        Assert.StartsWith("derivative: argument 1 is int64[2]; only float32 and float64", Message(() => OfTwo[transform](Whole)));
        Assert.StartsWith("derivative: argument 1 is bool[2]; only float32 and float64", Message(() => OfTwo[transform](Truth)));
    }

    [Fact]
    public void Variables_OfIntegers_AreNamed()
    {
        var (x, k) = (new Variable(Float, "x"), new Variable(Whole, "k"));
        Assert.StartsWith("gradient: input 1 is int64[2]; only", Message(() => Reverse.Gradients(x.Value.Sum(), x, k)));
        Assert.StartsWith("gradient: input 0 is int64[2]; only", Message(() => Reverse.Gradients(k.Value.Sum(), k)));
        Assert.StartsWith("gradient: input 1 is int64[2]; only", Message(() => Reverse.Vjp(x.Value, Float, x, k)));
        Assert.StartsWith("forward: input 1 is int64[2]; only", Message(() => Forward.Jvp(x.Value, [x, k], [Float, Whole])));
        Assert.StartsWith("gradient-check: input 0 is int64[2]", Message(() => GradientCheck.Check(y => y[0], [Whole])));
    }

    [Fact]
    public void Results_ThatAreNoFloats_AreNamed()
    {
        Assert.StartsWith("gradient: the output must be a single float number, got int64[]", Message(() => Derivative.Gradient(x => x.ArgMax())(Float)));
        Assert.StartsWith("jacobian: needs float32 or float64, got bool[2]", Message(() => Derivative.Jacobian(x => x > 1)(Float)));
    }

    private static string Message(Func<object> wrong) => Assert.ThrowsAny<OperationException>(wrong).Message;
}
