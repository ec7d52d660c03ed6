using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Float32 sums so long that a float32 accumulator would stop growing: beyond 2²⁴, adding 1 changes nothing.</summary>
public class LongSumTests
{
    private const int Many = 20_000_000;

    private static readonly Tensor Ones = Tensor.Ones([Many]).Evaluate();

    [Fact]
    public void AddAlong_OneOfManyMillions_CountsThemAll()
    {
        const int Count = 20_000_000;
        Assert.Equal(Count, Tensor.Zeros([1]).ScatterAddAlong(Tensor.Zeros([Count], ElementType.Int64), Tensor.Ones([Count])).ToDouble());
    }

    [Fact]
    public void CumulativeSum_OfManyOnes_CountsThem()
    {
        Assert.Equal(Many, Ones.CumulativeSum()[^1].Item<float>());
        Assert.Equal([Many / 2, Many / 2], Ones.Reshape(Many / 2, 2).CumulativeSum(0)[^1].ToArray<float>());
        // Its derivative runs backward.
        Assert.Equal(Many, Derivative.Gradient(x => x.CumulativeSum().Sum())(Ones)[0].Item<float>());
    }

    [Fact]
    public void LinearRecurrence_OfManyOnes_CountsThem()
    {
        Assert.Equal(Many, Tensor.LinearRecurrence(Ones, Ones)[^1].Item<float>());
        // (1 + 2⁻²³)^n: a float32 product would round at each step, by up to half of the growth.
        var growth = Tensor.Full([1_000_000], 1 + Math.Pow(2, -23)).CumulativeProduct()[^1].ToDouble();
        Assert.Equal(Math.Exp(1_000_000 * Math.Log(1 + Math.Pow(2, -23))), growth, 1e-6);
    }

    [Theory]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Int64)]
    public void ScatterAdd_OfManyOnesToOnePlace_CountsThem(ElementType type)
    {
        var places = Tensor.Zeros([Many], type).Evaluate();
        Assert.Equal([0, Many + 1f], Tensor.Zeros([2]).ScatterAdd(places + 1, Ones).ToArray<float>().Zip([0f, 1f], (a, b) => a + b));
        Assert.Equal([Many, 0], Derivative.Gradient(x => x.Gather(places).Sum())(Tensor.Zeros([2])).ToArray<float>());
    }

    [Fact]
    public void ScatterAdd_OfRowsToRepeatedPlaces_AddsEachOnce()
    {
        var rows = Tensor.From(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 }, { 7, 8 } });
        var sums = Tensor.Zeros([4, 2]).ScatterAdd(Tensor.From([2, 0, 2, 2]), rows).ToArray<float>();
        Assert.Equal([3, 4, 0, 0, 13, 16, 0, 0], sums);
        var columns = Tensor.Zeros([2, 3]).ScatterAdd(Tensor.From([1, 1]), Tensor.From(new float[,] { { 1, 2 }, { 3, 4 } }), axis: 1).ToArray<float>();
        Assert.Equal([0, 3, 0, 0, 7, 0], columns);
    }

    [Fact]
    public void Reductions_OfManyOnes_CountThem()
    {
        Assert.Equal(Many, Ones.Sum().Item<float>());
        Assert.Equal(1, Ones.Mean().Item<float>());
        Assert.Equal([Many / 4, Many / 4, Many / 4, Many / 4], Ones.Reshape(Many / 4, 4).Sum(0).ToArray<float>());
        Assert.Equal(Math.Log(Many), (Ones - 1).LogSumExp().ToDouble(), 2e-6);
        Assert.Equal(Math.Log(Many / 2), (Ones - 1).Reshape(Many / 2, 2).LogSumExp(0)[0].ToDouble(), 2e-6);
        Assert.Equal(-Math.Log(Many), (Ones - 1).LogSoftmax()[0].ToDouble(), 2e-6);
    }

    [Fact]
    public void Products_OfManyOnes_CountThem()
    {
        Assert.Equal(Many, Ones.Reshape(1, Many).MatMul(Ones.Reshape(Many, 1)).Item<float>());
        Assert.Equal([Many / 2, Many / 2, Many / 2, Many / 2], Ones.Reshape(2, Many / 2).MatMul(Ones.Reshape(Many / 2, 2)).ToArray<float>());
        Assert.Equal(Many, Tensor.Einsum("i,i->", Ones, Ones).Item<float>());
    }

    [Fact]
    public void AveragePool_OfALargeWindow_IsTheMean() =>
        Assert.Equal(3e38f, Tensor.Full([1, 1, 4, 4], 3e38).AveragePool(4).Item<float>());
}
