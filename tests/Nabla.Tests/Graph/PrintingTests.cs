using Xunit;

namespace Nabla.Tests.Graph;

/// <summary>The exact text of printed tensors and graphs.</summary>
public class PrintingTests
{
    public static TheoryData<string, string> Prints { get; } = new()
    {
        { "scalar", "tensor(1.5, float32[])" },
        { "vector", "tensor([     1,  -2.25, 0.3333], float64[3])" },
        { "matrix", "tensor([[ 1,  2,  3],\n        [40, 50, 60]], int32[2, 3])" },
        { "three axes", "tensor([[[0, 1],\n         [2, 3]],\n\n        [[4, 5],\n         [6, 7]]], int64[2, 2, 2])" },
        { "special", "tensor([ nan,  inf, -inf,    0], float32[4])" },
        { "empty", "tensor([], float32[0])" },
        { "empty matrix", "tensor([], float64[3, 0])" },
        { "truth", "tensor([ true, false], bool[2])" },
        { "large and small", "tensor([1.2346e+06,      1e-05,     999999,     0.0001], float64[4])" },
        { "abridged vector", "tensor([   0,    1,    2, ..., 1997, 1998, 1999], int64[2000])" },
        {
            "abridged matrix",
            "tensor([[   0,    1,    2, ...,   37,   38,   39],\n        [  40,   41,   42, ...,   77,   78,   79],\n"
            + "        [  80,   81,   82, ...,  117,  118,  119],\n        ...,\n        [1880, 1881, 1882, ..., 1917, 1918, 1919],\n"
            + "        [1920, 1921, 1922, ..., 1957, 1958, 1959],\n        [1960, 1961, 1962, ..., 1997, 1998, 1999]], int64[50, 40])"
        },
        { "thousand", null! },
    };

    [Theory]
    [MemberData(nameof(Prints))]
    public void ToString_OfEachKind_IsTheSnapshot(string name, string? expected)
    {
        var tensor = name switch
        {
            "scalar" => Tensor.Scalar(1.5f),
            "vector" => Tensor.From([1, -2.25, 1 / 3.0]),
            "matrix" => Tensor.From(new[,] { { 1, 2, 3 }, { 40, 50, 60 } }),
            "three axes" => Tensor.Range(8).Reshape(2, 2, 2),
            "special" => Tensor.From([float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0]),
            "empty" => Tensor.Zeros([0]),
            "empty matrix" => Tensor.Zeros([3, 0], ElementType.Float64),
            "truth" => Tensor.From([true, false]),
            "large and small" => Tensor.From([1234567, 1e-5, 999999, 1e-4]),
            "abridged vector" => Tensor.Range(2000),
            "abridged matrix" => Tensor.Range(2000).Reshape(50, 40),
            _ => Tensor.Range(1000),
        };
        // A thousand elements are printed in full.
        expected ??= $"tensor([{string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"{i,3}"))}], int64[1000])";
        Assert.Equal(expected, tensor.ToString());
    }

    [Fact]
    public void ToString_OfWholeNumbersBeyondADouble_HasEveryDigit() =>
        Assert.Equal("tensor([9223372036854775807, 9007199254740993], int64[2])", Tensor.From([long.MaxValue, 9007199254740993]).ToString().Replace("   ", ""));

    [Fact]
    public void ToString_OfAVariable_HasItsName() =>
        Assert.Equal("variable w = tensor([1, 2], float32[2])", new Variable(Tensor.From([1f, 2]), "w").ToString());

    [Fact]
    public void ToText_OfAGraph_HasALinePerNode()
    {
        var w = new Variable(Tensor.From([1f, 2]), "w");
        var y = (w.Value * 2.5 + Tensor.From([3f, 4])).Sum();
        Assert.Equal(
            "%0 = variable w : float32[2]\n%1 = 2.5 : float32[]\n%2 = broadcast(shape [2])(%1) : float32[2]\n%3 = multiply(%0, %2) : float32[2]\n"
            + "%4 = data : float32[2]\n%5 = add(%3, %4) : float32[2]\n%6 = sum(axes [0])(%5) : float32[]\n",
            GraphPrinter.ToText(y));
    }

    [Fact]
    public void ToDot_OfAGraph_IsTheSnapshot()
    {
        var y = new Variable(Tensor.From([1f]), "a \"b\"").Value.Exp();
        Assert.Equal(
            "digraph {\n  rankdir=BT;\n  node [fontname=\"sans-serif\", shape=box, style=rounded];\n"
            + "  n0 [label=\"variable a \\\"b\\\"\\nfloat32[1]\", style=filled, fillcolor=\"#eef3fa\"];\n  n1 [label=\"exp\\nfloat32[1]\"];\n  n0 -> n1;\n}\n",
            GraphPrinter.ToDot(y));
    }
}
