using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>Figures of functions, computed by the library: nonlinearities, losses, and the effect of saturation on gradients.</summary>
internal static class FunctionFigures
{
    private const int Points = 801;
    private const int Blue = 0, Vermilion = 1, Green = 2, Purple = 3, Orange = 4, Black = 6;

    /// <summary>Every nonlinearity with its derivative.</summary>
    public static LineFigureData Nonlinearities()
    {
        var a = Range(-4, 4);
        (string Name, string Note, Module Module)[] all =
        [
            ("sigmoid", "1 / (1 + exp(−a))", Activation.FromName("sigmoid")),
            ("tanh", "2σ(2a) − 1", Activation.FromName("tanh")),
            ("hard tanh", "max(−1, min(1, a))", Activation.FromName("hard-tanh")),
            ("ReLU", "max(0, a)", Activation.FromName("relu")),
            ("leaky ReLU", "a or 0.01 a", Activation.FromName("leaky-relu")),
            ("ELU", "a or exp(a) − 1", Activation.FromName("elu")),
            ("softplus", "ln(1 + exp(a))", Activation.FromName("softplus")),
            ("GELU", "a Φ(a)", Activation.FromName("gelu")),
            ("SiLU", "a σ(a)", Activation.FromName("silu")),
            ("maxout", "largest of three lines", ThreeLines()),
        ];
        return new()
        {
            Title = "Nonlinearities g and their derivatives g′",
            Columns = 5,
            Panels = [.. all.Select(entry => Nonlinearity(entry.Name, entry.Note, entry.Module, a))],
        };
    }

    /// <summary>The classification losses as the lecture draws them: error against z·t, which is negative for a wrong answer.</summary>
    public static LineFigureData Losses()
    {
        var z = Range(-3, 3);
        return new()
        {
            Title = "The cost of a classification error",
            Panels =
            [
                new()
                {
                    XName = "z · t (left of 0: wrong; right of 1: right with a margin)",
                    YName = "E",
                    YLow = -0.2,
                    YHigh = 5,
                    Curves =
                    [
                        new()
                        {
                            Name = "ideal misclassification error",
                            X = z,
                            Y = Array.ConvertAll(z, x => x == 0 ? double.NaN : x < 0 ? 1.0 : 0),
                            Color = Black,
                        },
                        Curve("squared", new SquaredErrorLoss(), CurveStyle.Solid, Blue),
                        Curve("squared, of tanh(z)", new SquaredErrorLoss(), CurveStyle.Solid, Purple, output: x => x.Tanh()),
                        // Its targets are 0 and 1; those of tanh are −1 and 1, so its errors are up to four times as large.
                        Curve("squared, of σ(z)", new SquaredErrorLoss(), CurveStyle.Dashed, Purple, output: x => x.Sigmoid()),
                        Curve("hinge", new HingeLoss(), CurveStyle.Solid, Vermilion),
                        // Left of 1 it equals the hinge loss; drawn over it, so that both are seen.
                        Curve("absolute", new AbsoluteErrorLoss(), CurveStyle.Dotted, Black),
                        Curve("cross-entropy / ln 2", new BinaryCrossEntropyLoss(), CurveStyle.Solid, Green, 1 / Math.Log(2)),
                        Curve("Huber", new HuberLoss(), CurveStyle.Dashed, Orange),
                    ],
                },
            ],
        };

        LineCurve Curve(string name, Loss loss, CurveStyle style, int color, double scale = 1, Func<Tensor, Tensor>? output = null) => new()
        {
            Name = name,
            X = z,
            Y = Array.ConvertAll(LossOf(loss, z, output ?? (x => x)), value => scale * value),
            Style = style,
            Color = color,
        };
    }

    /// <summary>Squared error on saturating outputs compared with cross-entropy: the error and its gradient.</summary>
    public static LineFigureData Saturation()
    {
        var z = Range(-8, 8);
        (string Name, Loss Loss, Func<Tensor, Tensor> Output, int Color)[] all =
        [
            ("squared error on a sigmoid", new SquaredErrorLoss(), x => x.Sigmoid(), Blue),
            ("squared error on tanh", new SquaredErrorLoss(), x => x.Tanh(), Green),
            ("binary cross-entropy", new BinaryCrossEntropyLoss(), x => x, Vermilion),
        ];
        LineMark[] marks = [new(-8, "confidently wrong", -4)];
        return new()
        {
            Title = "Why not to use squared error on sigmoid or tanh outputs",
            Panels =
            [
                new()
                {
                    Heading = "Error for target 1", XName = "z", YName = "E", Marks = marks,
                    Curves = [.. all.Select(entry => new LineCurve { Name = entry.Name, X = z, Y = LossOf(entry.Loss, z, entry.Output), Color = entry.Color })],
                },
                new()
                {
                    Heading = "Its gradient", XName = "z", YName = "|∂E/∂z|", Marks = marks,
                    Curves =
                    [
                        .. all.Select(entry => new LineCurve { Name = entry.Name, X = z, Y = SlopeOf(entry.Loss, z, entry.Output), Color = entry.Color }),
                    ],
                },
            ],
        };
    }

    private static LinePanel Nonlinearity(string name, string note, Module module, double[] a)
    {
        var column = Tensor.From(a, [a.Length, 1]);
        var slope = Derivative.Gradient(x => module.Forward(x).Sum())(column).ToArray<double>();
        // NaN draws a jump of the derivative as a gap instead of a steep line.
        for (var i = 1; i < slope.Length; i++)
            if (Math.Abs(slope[i] - slope[i - 1]) > 0.2) slope[i] = double.NaN;
        return new()
        {
            Heading = name,
            Note = note,
            XName = "a",
            Curves =
            [
                new() { Name = "g(a)", X = a, Y = module.Forward(column).ToArray<double>(), Color = Blue },
                new() { Name = "g′(a)", X = a, Y = slope, Style = CurveStyle.Dashed, Color = Vermilion },
            ],
        };
    }

    private static Maxout ThreeLines()
    {
        var maxout = new Maxout(1, 1, 3, new Generator(1), type: ElementType.Float64);
        maxout.Weight.Value = Tensor.From<double>([-1, 0.25, 1.5], [3, 1]);
        maxout.Bias.Value = Tensor.From<double>([-2, 0, -1.5]);
        return maxout;
    }

    /// <summary>The loss for target 1 as a function of z; it is the same for the targets ±1 and for 0 and 1.</summary>
    private static double[] LossOf(Loss loss, double[] z, Func<Tensor, Tensor> output)
    {
        var column = Tensor.From(z, [z.Length, 1]);
        return loss.PerExample(output(column), Tensor.Ones(column.Shape, ElementType.Float64)).ToArray<double>();
    }

    private static double[] SlopeOf(Loss loss, double[] z, Func<Tensor, Tensor> output)
    {
        var column = Tensor.From(z, [z.Length, 1]);
        return Derivative.Gradient(x => loss.PerExample(output(x), Tensor.Ones(column.Shape, ElementType.Float64)).Sum())(column).Abs().ToArray<double>();
    }

    private static double[] Range(double low, double high) => [.. Enumerable.Range(0, Points).Select(i => low + (high - low) * i / (Points - 1))];
}
