using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Layers;

/// <summary>Recurrent layers against their formulas, and with lengths, states and directions.</summary>
public class RecurrentTests
{
    private const int Hidden = 3;

    public static TheoryData<string> Kinds => ["rnn", "lstm", "gru"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_OfOneLayer_IsTheFormula(string kind)
    {
        var layer = New(kind);
        var x = Input(2, 4);
        var (outputs, state) = layer.Forward(x, null);
        var p = layer.NamedParameters().ToDictionary(entry => entry.Path, entry => entry.Variable.Value);
        Tensor h = Tensor.Zeros([2, Hidden], ElementType.Float64), c = h;
        for (var t = 0; t < 4; t++)
        {
            var xt = x.Slice(1, t..(t + 1)).Reshape(2, 2);
            var (a, b) = (xt.MatMul(p["weight_ih_l0"], transposeB: true) + p["bias_ih_l0"], h.MatMul(p["weight_hh_l0"], transposeB: true) + p["bias_hh_l0"]);
            if (kind == "rnn") h = (a + b).Tanh();
            if (kind == "lstm")
            {
                c = Part(a + b, 1).Sigmoid() * c + Part(a + b, 0).Sigmoid() * Part(a + b, 2).Tanh();
                h = Part(a + b, 3).Sigmoid() * c.Tanh();
            }
            if (kind == "gru")
            {
                var (r, z) = (Part(a + b, 0).Sigmoid(), Part(a + b, 1).Sigmoid());
                h = (1 - z) * (Part(a, 2) + r * Part(b, 2)).Tanh() + z * h;
            }
            Close(h, outputs.Slice(1, t..(t + 1)).Reshape(2, Hidden));
        }
        Close(h, state[0].Reshape(2, Hidden));
        if (kind == "lstm") Close(c, state[1].Reshape(2, Hidden));

        static Tensor Part(Tensor gates, int index) => gates.Slice(1, (index * Hidden)..((index + 1) * Hidden));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_WithTheStateOfTheFirstHalf_GoesOnWhereItEnded(string kind)
    {
        var layer = New(kind, new() { Layers = 2 });
        var x = Input(3, 6);
        var (whole, final) = layer.Forward(x, null);
        var (first, between) = layer.Forward(x.Slice(1, ..2), null);
        var (second, end) = layer.Forward(x.Slice(1, 2..), between);
        Close(whole, Tensor.Concatenate(1, first, second));
        for (var i = 0; i < final.Length; i++) Close(final[i], end[i]);
        Assert.Equal([2, 3, Hidden], final[0].Shape.ToArray());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_WithLengths_TreatsEachSequenceAsIfItWereAlone(string kind)
    {
        var layer = New(kind, new() { Layers = 2, IsBidirectional = true });
        var x = Input(3, 5);
        int[] lengths = [5, 2, 0];
        var (outputs, state) = layer.Forward(x, null, Tensor.From<long>([.. lengths.Select(length => (long)length)]));
        for (var i = 0; i < 3; i++)
        {
            var (alone, final) = layer.Forward(x.Slice(0, i..(i + 1)).Slice(1, ..lengths[i]), null);
            Close(alone, outputs.Slice(0, i..(i + 1)).Slice(1, ..lengths[i]));
            Assert.All(outputs.Slice(0, i..(i + 1)).Slice(1, lengths[i]..).ToArray<double>(), value => Assert.Equal(0, value));
            for (var j = 0; j < final.Length; j++) Close(final[j], state[j].Slice(1, i..(i + 1)));
        }
    }

    [Fact]
    public void Gradient_ByStepsBeyondTheLength_IsZero()
    {
        var layer = New("lstm");
        var lengths = Tensor.From<long>([3, 1]);
        var gradient = Derivative.Gradient(x => layer.Forward(x, null, lengths).Outputs.Square().Sum())(Input(2, 4));
        Assert.All(gradient.Slice(0, 1..).Slice(1, 1..).ToArray<double>(), value => Assert.Equal(0, value));
        Assert.All(gradient.Slice(0, ..1).Slice(1, 3..).ToArray<double>(), value => Assert.Equal(0, value));
        Assert.DoesNotContain(0.0, gradient.Slice(0, ..1).Slice(1, ..3).ToArray<double>());
    }

    [Fact]
    public void Forward_InBothDirections_JoinsTheNetworkAndItsMirrorImage()
    {
        var layer = New("gru", new() { IsBidirectional = true });
        var x = Input(2, 4);
        var mirrored = New("gru");
        foreach (var (name, variable) in mirrored.NamedParameters())
            variable.Value = layer.NamedParameters().Single(entry => entry.Path == name + "_reverse").Variable.Value;
        Close(mirrored.Forward(x.Flip(1)).Flip(1), layer.Forward(x).Slice(2, Hidden..));
    }

    [Fact]
    public void Lengths_ThatDoNotFit_AreRefused()
    {
        var (layer, x) = (New("lstm"), Input(2, 4));
        var beyond = Assert.Throws<IndexOutOfRangeException>(() => layer.Forward(x, null, Tensor.From<long>([5, 1])).Outputs.Evaluate());
        Assert.Contains("5", beyond.Message, StringComparison.Ordinal);
        Assert.Contains("lstm: needs one length for each of 2 sequences", Assert.Throws<ShapeException>(
            () => layer.Forward(x, null, Tensor.From<long>([5]))).Message, StringComparison.Ordinal);
        Assert.Contains("lengths must be int64", Assert.Throws<ElementTypeException>(
            () => layer.Forward(x, null, Tensor.Zeros([2]))).Message, StringComparison.Ordinal);
        Assert.Contains("its state is [1, 2, 3] for 2 sequences", Assert.Throws<ShapeException>(
            () => layer.Forward(x, [Tensor.Zeros([2, 3]), Tensor.Zeros([2, 3])])).Message, StringComparison.Ordinal);
        Assert.Contains("its state has 2 tensors, got 1", Assert.Throws<ShapeException>(
            () => layer.Forward(x, [Tensor.Zeros([1, 2, 3])])).Message, StringComparison.Ordinal);
    }

    private static RecurrentLayer New(string kind, RecurrentOptions? options = null)
    {
        var g = new Generator(5);
        return kind switch
        {
            "rnn" => new Rnn(2, Hidden, g, options, ElementType.Float64),
            "lstm" => new Lstm(2, Hidden, g, options, ElementType.Float64),
            _ => new Gru(2, Hidden, g, options, ElementType.Float64),
        };
    }

    private static Tensor Input(int batch, int steps) => new Generator(8).Normal([batch, steps, 2], 0, 1, ElementType.Float64).Evaluate();

    private static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var (a, b) = (expected.ToArray<double>(), actual.ToArray<double>());
        for (var i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], 12);
    }
}
