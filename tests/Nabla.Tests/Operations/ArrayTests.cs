using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Composite operations: values, derivatives and errors.</summary>
public class ArrayTests
{
    private static readonly Tensor X = Tensor.From(Enumerable.Range(1, 6).Select(i => (double)i).ToArray(), [2, 3]);

    [Fact]
    public void Stack_AndSplit_AreInverse()
    {
        var (a, b) = (Tensor.From<double>([1, 2]), Tensor.From<double>([3, 4]));
        Assert.Equal([1, 2, 3, 4], Numbers(Tensor.Stack(0, a, b)));
        Assert.Equal([1, 3, 2, 4], Numbers(Tensor.Stack(-1, a, b)));
        Assert.Equal([2, 1, 2], Tensor.Stack(1, Tensor.From(new double[4], [2, 2])).Shape);
        var parts = X.Split(1, 1, 0, 2);
        Assert.Equal([[1, 4], [], [2, 3, 5, 6]], parts.Select(Numbers));
        Assert.Contains("do not add up", Message(() => X.Split(1, 1, 1)));
        Assert.Contains("must be equal", Message(() => Tensor.Stack(0, a, X)));
        Assert.Contains("no tensors", Message(() => Tensor.Stack(0)));
    }

    [Fact]
    public void Tile_AndRoll_RepeatAndMove()
    {
        Assert.Equal([1, 2, 1, 2, 1, 2], Numbers(Tensor.From<double>([1, 2]).Tile(3)));
        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], Numbers(X.Tile(1, 2)));
        Assert.Equal([2, 4, 3], X.Tile(2, 2, 1).Shape);
        Assert.Equal([0, 3], X.Tile(0, 1).Shape);
        Assert.Equal([3, 1, 2, 6, 4, 5], Numbers(X.Roll(1)));
        Assert.Equal([4, 5, 6, 1, 2, 3], Numbers(X.Roll(-3, 0)));
        Assert.Equal(Numbers(X), Numbers(X.Roll(6)));
        Assert.Contains("2 axes", Message(() => X.Tile(2)));
        Assert.Contains("-1 times", Message(() => X.Tile(1, -1)));
    }

    [Fact]
    public void ScatterAdd_AndAddAlong_PutWhereGatherAndTakeAlongTake()
    {
        var places = Tensor.From<long>([1, 0, 1]);
        Assert.Equal(
            [2, 0, 5, 0, 5, 9],
            Numbers(
                Tensor.Zeros([2, 3], ElementType.Float64).ScatterAdd(Tensor.From<long>([0, 1, 1]), Tensor.From<double>([2, 0, 5, 0, 1, 2, 0, 4, 7], [3, 3]))));
        Assert.Equal([11, 22, 3, 4, 5, 6], Numbers(X.ScatterAdd(Tensor.From<long>([0, 1]), Tensor.From<double>([10, 20, 0, 0], [2, 2]), axis: 1)));
        Assert.Equal(
            [1 + 20, 2 + 10 + 30, 3, 4 + 50, 5 + 40 + 60, 6],
            Numbers(X.ScatterAddAlong(Tensor.From<long>([1, 0, 1, 1, 0, 1], [2, 3]), Tensor.From<double>([10, 20, 30, 40, 50, 60], [2, 3]))));
        GradientCheck.Require(x => x[0].ScatterAdd(places, x[1]).Square(), [X, Tensor.From(new double[9], [3, 3]) + 0.5]);
        GradientCheck.Require(
            x => x[0].ScatterAddAlong(Tensor.From<long>([2, 2, 0, 1], [2, 2]), x[1]).Square(), [X, Tensor.From<double>([1, 2, 3, 4], [2, 2])]);
        Assert.Equal(
            "scatter-add: the values are [2, 3]; with indices [3] along axis 0 of [2, 3] they must be [3, 3].", Message(() => X.ScatterAdd(places, X)));
        Assert.Contains("sizes may differ along axis 1 only", Message(() => X.ScatterAddAlong(places, places)));
    }

    [Fact]
    public void Norm_OfEveryOrder_IsItsRoot()
    {
        var x = Tensor.From<double>([3, -4, 0, 0], [2, 2]);
        Assert.Equal([5, 0], Numbers(x.Norm([1])));
        Assert.Equal([7, 0], Numbers(x.Norm([1], order: 1)));
        Assert.Equal([4, 0], Numbers(x.Norm([1], order: double.PositiveInfinity)));
        Assert.Equal(Math.Cbrt(27 + 64), x.Norm(order: 3).ToDouble(), 14);
        Assert.Equal([0.6, -0.8, 0, 0], Numbers(Derivative.Gradient(y => y.Norm([1]).Sum())(x)).Select(d => Math.Round(d, 14)));
        Assert.All(Numbers(Derivative.Gradient(y => y.Norm([1], order: 3).Sum())(x)), d => Assert.True(double.IsFinite(d)));
        Assert.Equal(Numbers(x.Variance([])), Numbers(x.Variance()));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Norm(order: 0.5));
        GradientCheck.Require(y => y[0].Norm([1], order: 2.5), [X]);
    }

    [Fact]
    public void Slice_OfAnyStep_TakesTheFirst()
    {
        Assert.Equal([1, 4], Numbers(X.Slice(1, .., int.MaxValue)));
        Assert.Equal([3, 6], Numbers(X[.., AxisIndex.Step(int.MinValue)]));
    }

    [Fact]
    public void Pad_OfEveryKind_PutsNumbersAround()
    {
        var x = Tensor.From<double>([1, 2, 3]);
        Assert.Equal([0, 1, 2, 3, 0, 0], Numbers(x.Pad(0, 1, 2)));
        Assert.Equal([1, 1, 1, 2, 3, 3], Numbers(x.Pad(0, 2, 1, Padding.Edge)));
        Assert.Equal([3, 2, 1, 2, 3, 2], Numbers(x.Pad(0, 2, 1, Padding.Reflect)));
        Assert.Equal([2, 5], X.Pad(1, 1, 1).Shape);
        Assert.Contains("too few to reflect", Message(() => x.Pad(0, 3, 0, Padding.Reflect)));
        Assert.Contains("too few to repeat", Message(() => x.Slice(0, ..0).Pad(0, 1, 0, Padding.Edge)));
        Assert.Contains("crop it with Slice", Message(() => x.Pad(0, -1, 0)));
    }

    [Fact]
    public void Clip_VarianceAndNorm_AreTheirFormulas()
    {
        Assert.Equal([2, 2, 3, 4, 5, 5], Numbers(X.Clip(2, 5)));
        Assert.Throws<ArgumentException>(() => X.Clip(5, 2));
        Assert.Equal([2.0 / 3, 2.0 / 3], Numbers(X.Variance([1])), Close);
        Assert.Equal([3.5], Numbers(X.Variance([], correction: 1)), Close);
        Assert.Equal([1, 1], Numbers(X.StandardDeviation([1], correction: 1)), Close);
        Assert.Equal([Math.Sqrt(14), Math.Sqrt(77)], Numbers(X.Norm([1])), Close);
        Assert.Equal([0, 0], Numbers(Derivative.Gradient(x => x.Norm([]))(Tensor.From(new double[2]))));
        Assert.Contains("float", Message(() => Tensor.From<long>([1, 2]).Norm([])));
    }

    [Fact]
    public void Diagonal_AndTriangles_OfMatricesOfAnyShape()
    {
        Assert.Equal([1, 5], Numbers(X.Diagonal()));
        Assert.Equal([1, 5], Numbers(X.Transpose().Diagonal()));
        Assert.Equal([4, 2], Tensor.From(new double[4 * 6], [4, 2, 3]).Diagonal().Shape);
        Assert.Equal([0], Tensor.From(new double[0], [0, 3]).Diagonal().Shape);
        Assert.Equal([1, 0, 0, 4, 5, 0], Numbers(X.LowerTriangle()));
        Assert.Equal([1, 2, 0, 4, 5, 6], Numbers(X.LowerTriangle(1)));
        Assert.Equal([1, 2, 3, 0, 5, 6], Numbers(X.UpperTriangle()));
        Assert.Equal([0, 0, 3, 0, 0, 0], Numbers(X.UpperTriangle(2)));
        Assert.Contains("needs matrices", Message(() => Tensor.From<double>([1]).Diagonal()));
    }

    [Fact]
    public void TopK_GivesValuesAndWhereTheyAre()
    {
        var (values, indices) = Tensor.From<double>([3, 1, 4, 1, 5, 9, 2, 6], [2, 4]).TopK(2);
        Assert.Equal([4, 3, 9, 6], Numbers(values));
        Assert.Equal([2, 0, 1, 3], indices.ToArray<long>());
        Assert.Contains("4 elements, but 5 were requested", Message(() => Tensor.From(new double[4]).TopK(5)));
        // Sorting is stable in both directions.
        Assert.Equal([1, 2, 0], Tensor.From<long>([7, 1, 1]).ArgSort().ToArray<long>());
        Assert.Equal([0, 1, 2], Tensor.From<long>([7, 1, 1]).ArgSort(descending: true).ToArray<long>());
    }

    [Theory]
    [InlineData("ij,jk->ik")]
    [InlineData("ij,kj->ik")]
    [InlineData("ij,jk")]
    [InlineData("bij,bjk->bik")]
    [InlineData("bij,bjk->ikb")]
    [InlineData("i,j->ij")]
    [InlineData("i,i->")]
    [InlineData("ij->ji")]
    [InlineData("ij->")]
    [InlineData("ij->j")]
    [InlineData("ii->i")]
    [InlineData("ii->")]
    [InlineData("iji->j")]
    [InlineData("ij,jk,kl->il")]
    [InlineData("ij,ik,il->ijkl")]
    [InlineData("abc,cd,ae->bde")]
    [InlineData("ij,ij->ij")]
    [InlineData(" ij , ij -> i ")]
    [InlineData("ab,cd->")]
    [InlineData("iijk,kk->ji")]
    public void Einsum_OfAnyLetters_IsTheSumOverAllOfThem(string letters)
    {
        var (inputs, result) = Parse(letters);
        var sizes = inputs.SelectMany(input => input).Distinct().ToDictionary(letter => letter, letter => 2 + letter % 3);
        var random = new Random(5);
        var factors = inputs.Select(input => Tensor.From(
            Enumerable.Range(0, input.Aggregate(1, (count, letter) => count * sizes[letter])).Select(_ => random.NextDouble() * 2 - 1).ToArray(),
            input.Select(letter => sizes[letter]).ToArray())).ToArray();
        var expected = new double[result.Aggregate(1, (count, letter) => count * sizes[letter])];
        var all = sizes.Keys.ToArray();
        for (var place = 0; place < sizes.Values.Aggregate(1, (count, size) => count * size); place++)
        {
            var (rest, index) = (place, new Dictionary<char, int>());
            foreach (var letter in all) (rest, index[letter]) = Math.DivRem(rest, sizes[letter]);
            var product = 1.0;
            for (var f = 0; f < factors.Length; f++) product *= factors[f].ToArray<double>()[Place(inputs[f])];
            expected[Place(result)] += product;

            int Place(string axes) => axes.Aggregate(0, (sum, letter) => sum * sizes[letter] + index[letter]);
        }
        var actual = Tensor.Einsum(letters, factors);
        Assert.Equal(result.Select(letter => sizes[letter]), actual.Shape);
        Assert.Equal(expected, Numbers(actual), Close);
        GradientCheck.Require(x => Tensor.Einsum(letters, x).Sin().Sum(), factors, tolerance: 1e-6);
    }

    [Fact]
    public void Einsum_OfWhatIsNoSum_SaysWhy()
    {
        Assert.Contains("more than one arrow", Message(() => Tensor.Einsum("i->j->k", X)));
        Assert.Contains("only have letters", Message(() => Tensor.Einsum("i...", X)));
        Assert.Contains("names 2 factors, but 1", Message(() => Tensor.Einsum("ij,jk->ik", X)));
        Assert.Contains("letters of the factors, each once", Message(() => Tensor.Einsum("ij->k", X)));
        Assert.Contains("letters of the factors, each once", Message(() => Tensor.Einsum("ij->ii", X)));
        Assert.Contains("'ijk' has 3 letters", Message(() => Tensor.Einsum("ijk->i", X)));
        Assert.Contains("'j' has size 3 in factor 0 and 2 in factor 1", Message(() => Tensor.Einsum("ij,jk->ik", X, X)));
        Assert.Contains("float", Message(() => Tensor.Einsum("i->", Tensor.From<long>([1]))));
    }

    [Fact]
    public void TensorDot_SumsOverAxesThatMeet()
    {
        var y = X.Transpose();
        Assert.Equal(Numbers(X.MatMul(y)), Numbers(X.TensorDot(y, 1)));
        Assert.Equal([91], Numbers(X.TensorDot(X)));
        Assert.Equal([2, 3, 3, 2], X.TensorDot(y, 0).Shape);
        Assert.Contains("last 1 axes", Message(() => X.TensorDot(X, 1)));
        Assert.Contains("3 axes", Message(() => X.TensorDot(X, 3)));
    }

    public static TheoryData<string, Func<Tensor, Tensor>> Differentiable => new()
    {
        { "stack", x => Tensor.Stack(1, x, x.Square()) },
        { "split", x => x.Split(1, 1, 2)[1] },
        { "tile", x => x.Tile(2, 2) },
        { "roll", x => x.Roll(2) },
        { "pad with zeros", x => x.Pad(1, 2, 1) },
        { "pad with edges", x => x.Pad(0, 1, 2, Padding.Edge) },
        { "pad with reflections", x => x.Pad(1, 2, 1, Padding.Reflect) },
        { "clip", x => x.Clip(1.5, 4.6) },
        { "variance", x => x.Variance([1]) },
        { "standard deviation", x => x.StandardDeviation([0], keepAxes: true, correction: 1) },
        { "norm", x => x.Norm([1]) },
        { "diagonal", x => x.Diagonal() },
        { "lower triangle", x => x.LowerTriangle() },
        { "upper triangle", x => x.UpperTriangle(1) },
        { "top-k", x => x.TopK(2).Values },
        { "flip of both", x => x.Flip() },
    };

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void Derivatives_OfComposedOperations_PassTheCheck(string name, Func<Tensor, Tensor> function)
    {
        Assert.NotEmpty(name);
        GradientCheck.Require(x => function(x[0]).Sin().Sum(), [X * 0.9], tolerance: 1e-6);
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a));

    private static double[] Numbers(Tensor tensor) => tensor.ToArray<double>();

    private static string Message(Action action) => Assert.ThrowsAny<Exception>(action).Message;

    private static (string[] Inputs, string Result) Parse(string letters)
    {
        var sides = letters.Replace(" ", "", StringComparison.Ordinal).Split("->");
        var all = sides[0].Replace(",", "", StringComparison.Ordinal);
        return (sides[0].Split(','), sides.Length == 2 ? sides[1] : string.Concat(all.Where(letter => all.Count(other => other == letter) == 1).Order()));
    }

    [Fact]
    public void TruthValues_Combined_AreWhatCSharpMakesOfThem()
    {
        bool[] x = [false, false, true, true], y = [false, true, false, true];
        var (a, b) = (Tensor.From(x), Tensor.From(y));
        Assert.Equal(x.Zip(y, (p, q) => p & q), (a & b).ToArray<bool>());
        Assert.Equal(x.Zip(y, (p, q) => p | q), (a | b).ToArray<bool>());
        Assert.Equal(x.Zip(y, (p, q) => p ^ q), (a ^ b).ToArray<bool>());
        Assert.Equal(x.Select(p => !p), (!a).ToArray<bool>());
        Assert.Equal([4, 4], (a.Reshape(4, 1) & b).Shape);
    }

    [Fact]
    public void AnyAndAll_AlongAxes_CountNothingAsNoneAndAll()
    {
        var x = Tensor.From([true, false, true, true, true, true], [2, 3]);
        Assert.Equal([false, true], x.All(1).ToArray<bool>());
        Assert.Equal([true, false, true], x.All(0).ToArray<bool>());
        Assert.Equal([false, true, false], (!x).Any(0).ToArray<bool>());
        Assert.True(x.Any().Item<bool>());
        Assert.False(x.All().Item<bool>());
        var nothing = Tensor.From(Array.Empty<bool>(), [2, 0]);
        Assert.Equal([false, false], nothing.Any(1).ToArray<bool>());
        Assert.Equal([true, true], nothing.All(1).ToArray<bool>());
    }

    [Fact]
    public void IsNaNAndIsFinite_OfSpecialNumbers_AreThoseOfDotNet()
    {
        double[] x = [0, -1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon];
        foreach (var tensor in new[] { Tensor.From(x), Tensor.From(x.Select(number => (float)number).ToArray()) })
        {
            Assert.Equal(x.Select(double.IsNaN), tensor.IsNaN().ToArray<bool>());
            Assert.Equal(tensor.To(ElementType.Float64).ToArray<double>().Select(double.IsFinite), tensor.IsFinite().ToArray<bool>());
        }
        Assert.Equal([true, true], Tensor.From([1, int.MinValue]).IsFinite().ToArray<bool>());
        Assert.Equal([false], Tensor.From([1]).IsNaN().ToArray<bool>());
    }

    [Fact]
    public void Logic_OfNumbers_IsRefused()
    {
        var (numbers, truths) = (Tensor.From([1.0, 0]), Tensor.From([true, false]));
        Assert.Equal(
            "and: needs booleans, got float64[2]; use a comparison.", Assert.Throws<ElementTypeException>(() => truths & numbers).Message);
        Assert.Equal("not: needs booleans, got float64[2]; use a comparison.", Assert.ThrowsAny<OperationException>(() => !numbers).Message);
        Assert.Equal("all: needs booleans, got float64[2]; use a comparison.", Assert.ThrowsAny<OperationException>(() => numbers.All()).Message);
    }
}
