using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Losses;

/// <summary>Losses and their gradients against formulas reimplemented here on plain doubles.</summary>
public sealed class LossTests
{
    private const int Outputs = 4;

    // No margin 1 − t y or difference y − t is 0, so every loss is smooth here.
    private static readonly double[] Y = [0.3, -1.7, 2.4, 0.05, 1.2, -0.4, 0.9, -2.2, -0.6, 0.7, 1.9, -3.1];
    private static readonly int[] Labels = [2, 0, 3];

    public static TheoryData<string> Names => [.. Loss.All.Select(loss => loss.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Mean_AnyLoss_EqualsTheFormulaAveragedOverExamples(string name)
    {
        var loss = Loss.FromName(name);
        var (t, y) = Inputs(loss);

        var perExample = loss.PerExample(y, t).ToArray<double>();

        var targets = t.ToArray<double>();
        var expected = Enumerable.Range(0, Labels.Length).Select(row => Formula(name, targets, Y, row)).ToArray();
        Assert.Equal(expected.Length, perExample.Length);
        for (var row = 0; row < expected.Length; row++) Assert.Equal(expected[row], perExample[row], 1e-12);
        Assert.Equal(expected.Average(), loss.Mean(y, t).ToDouble(), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_AnyLoss_EqualTheDerivativeAndDifferences(string name)
    {
        var loss = Loss.FromName(name);
        var (t, y) = Inputs(loss);
        var outputs = new Variable(y, "y");

        var gradient = Reverse.Gradients(loss.Mean(outputs, t), [outputs])[0].ToArray<double>();

        var targets = t.ToArray<double>();
        const double Step = 1e-5;
        for (var i = 0; i < Y.Length; i++)
        {
            Assert.Equal(Slope(name, targets, Y, i) / Labels.Length, gradient[i], 1e-12);
            var row = i / Outputs;
            double[] up = [.. Y], down = [.. Y];
            up[i] += Step;
            down[i] -= Step;
            var difference = (Formula(name, targets, up, row) - Formula(name, targets, down, row)) / (2 * Step) / Labels.Length;
            Assert.Equal(difference, gradient[i], 1e-8);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Mean_AnyLoss_PassesTheGradientCheckAtSecondOrder(string name)
    {
        var loss = Loss.FromName(name);
        var (t, y) = Inputs(loss);

        GradientCheck.Require(x => loss.Mean(x[0], t), [y]);
    }

    [Theory]
    [InlineData("cross-entropy", 1e4, -1e4, 0, 0)]
    [InlineData("cross-entropy", -1e4, 1e4, 0, 2e4)]
    [InlineData("cross-entropy", 1e4, 1e4, 0, 0.69314718055994530942)]
    [InlineData("binary-cross-entropy", 1e4, -1e4, 0, 0)]
    [InlineData("binary-cross-entropy", -1e4, 1e4, 0, 2e4)]
    [InlineData("binary-cross-entropy", -1e4, -1e4, 1, 1e4)]
    public void Mean_HugeLogits_NeitherOverflowsNorLosesItself(string name, double first, double second, int label, double expected)
    {
        var loss = Loss.FromName(name);
        foreach (var type in (ElementType[])[ElementType.Float32, ElementType.Float64])
        {
            var y = new Variable(Tensor.From<double>([first, second], [1, 2]).To(type), "y");
            var t = loss.Encode(Tensor.From<long>([label]), 2, type);

            var error = loss.Mean(y, t);
            var gradient = Reverse.Gradients(error, [y])[0].To(ElementType.Float64).ToArray<double>();

            // Relative to the loss, not to the logits: a small loss of large logits stays accurate.
            var rounding = (1 + expected) * (type == ElementType.Float32 ? 1.2e-7 : 2.3e-16);
            Assert.Equal(expected, error.ToDouble(), rounding);
            var probabilities = name == "cross-entropy"
                ? (double[])[1 / (1 + Math.Exp(second - first)), 1 / (1 + Math.Exp(first - second))]
                : [1 / (1 + Math.Exp(-first)), 1 / (1 + Math.Exp(-second))];
            for (var i = 0; i < 2; i++) Assert.Equal(probabilities[i] - (i == label ? 1 : 0), gradient[i], 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Mean_TargetsOfAnotherShape_NamesTheLossAndBothShapes(string name)
    {
        var error = Assert.Throws<ShapeException>(() => Loss.FromName(name).Mean(Tensor.Zeros([3, 5]), Tensor.Zeros([3, 4])));

        Assert.Equal(
            $"{name}: targets and outputs must both be of one type [batch, outputs], or targets class indices [batch]: "
                + "targets are float32[3, 4], outputs float32[3, 5].",
            error.Message);
        Assert.Equal(name, error.Operation);
    }

    [Fact]
    public void Mean_VectorOrOtherElementType_IsRefused()
    {
        var loss = new SquaredErrorLoss();

        Assert.Throws<ShapeException>(() => loss.Mean(Tensor.Zeros([3]), Tensor.Zeros([3])));
        Assert.Throws<ShapeException>(() => loss.Mean(Tensor.Zeros([3, 1]), Tensor.Zeros([3, 1], ElementType.Float64)));
        Assert.Throws<ShapeException>(() => loss.Mean(Tensor.Zeros([3, 4]), Tensor.Zeros([1, 4])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivative_AnyLoss_IsTheFormulaThatReverseModeFinds(string name)
    {
        var loss = Loss.FromName(name);
        var (t, y) = Inputs(loss);

        var written = loss.Derivative(y, t).ToArray<double>();

        var found = Derivative.Gradient(outputs => loss.PerExample(outputs, t).Sum())(y).ToArray<double>();
        for (var i = 0; i < found.Length; i++) Assert.Equal(found[i], written[i], 1e-14);
    }

    [Theory]
    [InlineData("squared-error", 2.5)]
    [InlineData("absolute-error", 2)]
    [InlineData("huber", 1.75)]
    public void BestConstant_OfARegressionLoss_IsItsStatistic(string name, double expected)
    {
        // For 1, 1.5, 2, 2.25, 5.75: the mean, the median, and between them the Huber estimate.
        var t = Tensor.From<double>([1, 1.5, 2, 2.25, 5.75], [5, 1]);
        var constant = new Variable(Tensor.Zeros([1, 1], ElementType.Float64), "c");
        var descent = new Sgd([constant], 0.02);

        for (var step = 0; step < 2000; step++)
        {
            descent.LearningRate = 0.5 / (1 + step * 0.2);
            descent.Step(Reverse.Gradients(Loss.FromName(name).Mean(constant.Value.BroadcastTo([5, 1]), t), descent.Parameters));
        }

        Assert.Equal(name == "huber" ? (1 + 1.5 + 2 + 2.25 + 1) / 4 : expected, constant.Value.ToDouble(), 0.01);
    }

    [Fact]
    public void Misclassification_CountsWrongOutputs_AndCannotTeach()
    {
        var loss = Loss.FromName("misclassification");
        var (t, y) = (Tensor.From<double>([1, 0, 0, 1], [2, 2]), Tensor.From<double>([0.1, -3, 2, 0], [2, 2]));
        Assert.Equal([0.0, 2], loss.PerExample(y, t).ToArray<double>());
        Assert.Equal([0.0, 0, 0, 0], loss.Derivative(y, t).ToArray<double>());
        Assert.DoesNotContain("misclassification", Loss.All.Select(other => other.Name));
    }

    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(1.0, -0.5)]
    public void CrossEntropy_AtLogitZero_IsSmooth(double target, double slope)
    {
        var y = new Variable(Tensor.Zeros([1, 1], ElementType.Float64), "y");
        var gradient = Reverse.Gradients(new BinaryCrossEntropyLoss().Mean(y, Tensor.Full([1, 1], target, ElementType.Float64)), y)[0];
        Assert.Equal(slope, gradient.ToDouble());
    }

    [Fact]
    public void Description_OfEveryLoss_IsNotEmpty() => Assert.All(Loss.All, loss => Assert.NotEqual("", loss.Description));

    [Fact]
    public void Encode_Labels_GivesOneAndZeroOrPlusAndMinusOne()
    {
        var labels = Tensor.From<long>([1, 0]);

        Assert.Equal([0f, 1, 0, 1, 0, 0], new CrossEntropyLoss().Encode(labels, 3).ToArray<float>());
        Assert.Equal([-1f, 1, -1, 1, -1, -1], new HingeLoss().Encode(labels, 3).ToArray<float>());
    }

    [Fact]
    public void FromName_UnknownName_ListsAllLosses()
    {
        var error = Assert.Throws<ArgumentException>(() => Loss.FromName("nonsense"));

        Assert.StartsWith(
            "Unknown loss 'nonsense'; the losses are cross-entropy, binary-cross-entropy, squared-error, mean-squared-error, absolute-error, huber, hinge, "
            + "multi-class-hinge, focal, kl-divergence, negative-log-likelihood, poisson.",
            error.Message);
        Assert.Equal(
            ["squared-error", "mean-squared-error", "absolute-error", "huber", "poisson"], Loss.All.Where(loss => loss.IsRegression).Select(loss => loss.Name));
    }

    [Theory]
    [InlineData("cross-entropy")]
    [InlineData("hinge")]
    [InlineData("squared-error")]
    public void Mean_OfClassIndices_IsThatOfTheEncodedClasses(string name)
    {
        var loss = Loss.FromName(name);
        var y = Tensor.From(Y, [Labels.Length, Outputs]);
        var labels = Tensor.From(Array.ConvertAll(Labels, label => (long)label));
        Assert.Equal(loss.Mean(y, loss.Encode(labels, Outputs, ElementType.Float64)).ToDouble(), loss.Mean(y, labels).ToDouble());
        Assert.Equal(loss.Mean(y, labels).ToDouble(), loss.Mean(y, labels.To(ElementType.Int32)).ToDouble());
        Assert.Throws<ShapeException>(() => loss.Mean(y, labels.Slice(0, 1..)));
    }

    [Theory]
    [InlineData("softmax", "cross-entropy")]
    [InlineData("l2", "squared-error")]
    [InlineData("mse", "mean-squared-error")]
    [InlineData("l1", "absolute-error")]
    public void FromName_AnotherName_GivesTheSameLoss(string alias, string name) => Assert.Equal(name, Loss.FromName(alias).Name);

    [Fact]
    public void AbsoluteErrorLoss_OutputThatMeetsItsTarget_HasDerivativeZero()
    {
        var y = new Variable(Tensor.From<double>([2, 3], [1, 2]), "y");

        var gradient = Reverse.Gradients(new AbsoluteErrorLoss().Mean(y, Tensor.From<double>([2, 5], [1, 2])), [y])[0];

        Assert.Equal([0.0, -1], gradient.ToArray<double>());
    }

    private static (Tensor T, Tensor Y) Inputs(Loss loss)
    {
        var y = Tensor.From(Y, [Labels.Length, Outputs]);
        return (loss.IsRegression
            ? Tensor.From<double>([0.1, 0.2, -0.3, 0.4, 2, -2, 3, -3, 0, 1, -1, 0.5], y.Shape)
            : loss.Encode(Tensor.From(Array.ConvertAll(Labels, label => (long)label)), Outputs, ElementType.Float64), y);
    }

    private static double Formula(string name, double[] t, double[] y, int row)
    {
        var places = Enumerable.Range(row * Outputs, Outputs).ToArray();
        return name switch
        {
            "cross-entropy" => -places.Sum(i => t[i] * Math.Log(Softmax(y, i))),
            "binary-cross-entropy" => -places.Sum(i => t[i] * Math.Log(Sigmoid(y[i])) + (1 - t[i]) * Math.Log(1 - Sigmoid(y[i]))),
            "squared-error" => places.Sum(i => Math.Pow(y[i] - t[i], 2)),
            "mean-squared-error" => places.Average(i => Math.Pow(y[i] - t[i], 2)),
            "absolute-error" => places.Sum(i => Math.Abs(y[i] - t[i])),
            "huber" => places.Sum(i => Math.Abs(y[i] - t[i]) is var e && e <= 1 ? e * e / 2 : e - 0.5),
            "multi-class-hinge" => Math.Max(0, 1 + places.Where(i => t[i] == 0).Max(i => y[i]) - y[places.Single(i => t[i] == 1)]),
            "hinge" => places.Sum(i => Math.Max(0, 1 - t[i] * y[i])),
            "focal" => -places.Sum(i => t[i] * Math.Pow(1 - Softmax(y, i), 2) * Math.Log(Softmax(y, i))),
            "kl-divergence" => places.Sum(i => t[i] == 0 ? 0 : t[i] * (Math.Log(t[i]) - Math.Log(Softmax(y, i)))),
            "negative-log-likelihood" => -places.Sum(i => t[i] * y[i]),
            "poisson" => places.Sum(i => Math.Exp(y[i]) - t[i] * y[i]),
            _ => throw new ArgumentException($"No formula for '{name}': add it here.", nameof(name)),
        };
    }

    private static double Slope(string name, double[] t, double[] y, int i) => name switch
    {
        "cross-entropy" => Softmax(y, i) - t[i],
        "binary-cross-entropy" => Sigmoid(y[i]) - t[i],
        "squared-error" => 2 * (y[i] - t[i]),
        "mean-squared-error" => 2 * (y[i] - t[i]) / Outputs,
        "absolute-error" => Math.Sign(y[i] - t[i]),
        "huber" => Math.Clamp(y[i] - t[i], -1, 1),
        "multi-class-hinge" => MultiClassHingeSlope(t, y, i),
        "hinge" => t[i] * y[i] < 1 ? -t[i] : 0,
        "focal" => FocalSlope(t, y, i),
        "kl-divergence" => Softmax(y, i) - t[i],
        "negative-log-likelihood" => -t[i],
        "poisson" => Math.Exp(y[i]) - t[i],
        _ => throw new ArgumentException($"No derivative for '{name}': add it here.", nameof(name)),
    };

    private static double MultiClassHingeSlope(double[] t, double[] y, int i)
    {
        var places = Enumerable.Range(i / Outputs * Outputs, Outputs).ToArray();
        var (right, rival) = (places.Single(place => t[place] == 1), places.Where(place => t[place] == 0).MaxBy(place => y[place]));
        if (1 + y[rival] - y[right] < 0) return 0;
        return i == right ? -1 : i == rival ? 1 : 0;
    }

    private static double FocalSlope(double[] t, double[] y, int i)
    {
        // Of the true class: d/dp of −(1 − p)² ln p, times dp/dyᵢ = p (δ − pᵢ).
        var right = Enumerable.Range(i / Outputs * Outputs, Outputs).Single(place => t[place] == 1);
        var (p, own) = (Softmax(y, right), Softmax(y, i));
        return (2 * (1 - p) * Math.Log(p) - Math.Pow(1 - p, 2) / p) * p * ((i == right ? 1 : 0) - own);
    }

    private static double Sigmoid(double y) => 1 / (1 + Math.Exp(-y));

    private static double Softmax(double[] y, int i)
    {
        var start = i / Outputs * Outputs;
        return Math.Exp(y[i]) / y[start..(start + Outputs)].Sum(Math.Exp);
    }

    [Fact]
    public void CrossEntropy_OfInfiniteLogitsThatAreRight_IsZero()
    {
        var t = Tensor.From(new double[,] { { 1, 0, 0.5 } });
        var y = Tensor.From(new double[,] { { double.PositiveInfinity, double.NegativeInfinity, 0 } });
        var loss = new BinaryCrossEntropyLoss();
        Assert.Equal(Math.Log(2), loss.PerExample(y, t).ToArray<double>()[0], 1e-15);
        Assert.Equal([0, 0, 0], Derivative.Gradient(x => loss.PerExample(x, t).Sum())(y).ToArray<double>().Select(number => number + 0.0));
        Assert.Equal([0, 0, 0], loss.Derivative(y, t).ToArray<double>().Select(number => number + 0.0));
        Assert.Equal(double.PositiveInfinity, loss.PerExample(y, 1 - t).ToArray<double>()[0]);
        // Also with respect to the targets, where they are 0 or 1.
        Assert.Equal(
            [-3, 2],
            Derivative.Gradient(x => loss.PerExample(Tensor.From(new double[,] { { 3, -2 } }), x).Sum())(Tensor.From(new double[,] { { 1, 0 } }))
                .ToArray<double>(),
            (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void Huber_OfAnInfiniteError_PullsWithOne()
    {
        var (t, y) = (Tensor.Zeros([1, 3], ElementType.Float64), Tensor.From(new double[,] { { double.PositiveInfinity, 0.5, double.NegativeInfinity } }));
        Assert.Equal([1, 0.5, -1], Derivative.Gradient(x => new HuberLoss().PerExample(x, t).Sum())(y).ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivative_OfNaN_IsNaN(string name)
    {
        var loss = Loss.FromName(name);
        // The derivative of the linear one does not depend on the output.
        if (name == new MisclassificationLoss().Name || name == new NegativeLogLikelihoodLoss().Name) return;
        var (t, _) = Inputs(loss);
        var y = Tensor.Full(t.Shape, double.NaN, ElementType.Float64);
        Assert.All(loss.Derivative(y, t).ToArray<double>(), number => Assert.Equal(double.NaN, number));
        Assert.All(Derivative.Gradient(x => loss.PerExample(x, t).Sum())(y).ToArray<double>(), number => Assert.Equal(double.NaN, number));
    }

    [Fact]
    public void SoftmaxCrossEntropy_OfALogitThatIsExcluded_IsFinite()
    {
        var loss = new CrossEntropyLoss();
        var (t, y) = (Tensor.From<double>([1, 0, 0], [1, 3]), Tensor.From<double>([0, double.NegativeInfinity, 0], [1, 3]));
        Assert.Equal(Math.Log(2), loss.Mean(y, t).ToDouble(), 12);
        Func<Tensor, Tensor> gradient = Derivative.Gradient(logits => loss.Mean(logits, t));
        Assert.Equal([-0.5, 0, 0.5], gradient(y).ToArray<double>().Select(number => Math.Round(number, 12)));
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(0, -20)]
    public void CrossEntropy_OfAConfidentRightAnswer_KeepsItsDigits(float t, float y)
    {
        var expected = Math.Log(1 + Math.Exp(-20));
        var loss = new BinaryCrossEntropyLoss().Mean(Tensor.From([y], [1, 1]), Tensor.From([t], [1, 1])).ToDouble();
        Assert.InRange(loss / expected, 1 - 1e-6, 1 + 1e-6);
    }
}
