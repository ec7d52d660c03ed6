using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Learning;

/// <summary>Ridge, lasso and logistic regression on real data, against closed forms and optimality conditions, in double precision.</summary>
public class ClassicalModelTests
{
    private const double Strength = 0.05;

    [Fact]
    public void Ridge_OnDiabetes_EqualsTheClosedForm()
    {
        var (x, t) = Diabetes();
        var (rows, width) = (x.Shape[0], x.Shape[1]);
        Sequential network = [new Linear(width, 1, new Generator(1), type: ElementType.Float64)];
        var rule = new GradientRule(
            network, new Objective(new SquaredErrorLoss(), new L2Regularizer(), Strength), new Sgd(network.Parameters(), 0.05, momentum: 0.9));
        for (var step = 0; step < 4000; step++) rule.Learn(x, t).Error.Evaluate();

        // (Aᵀ A / n + λ I′) w = Aᵀ t / n with a column of ones for the bias, which is not regularized.
        var a = Tensor.Concatenate(1, x, Tensor.Ones([rows, 1], ElementType.Float64));
        var matrix = (a.MatMul(a, transposeA: true) / rows).ToArray<double>();
        for (var i = 0; i < width; i++) matrix[i * (width + 1) + i] += Strength;
        var closed = LinearEquations.Solve(matrix, (a.MatMul(t, transposeA: true) / rows).ToArray<double>());

        var learned = network.Parameters().SelectMany(parameter => parameter.Value.ToArray<double>()).ToArray();
        for (var i = 0; i <= width; i++) Assert.Equal(closed[i], learned[i], 1e-6);
    }

    [Fact]
    public void Lasso_OnDiabetes_MeetsItsOptimalityConditions_WithExactZeros()
    {
        var (x, t) = Diabetes();
        Sequential network = [new Linear(x.Shape[1], 1, new Generator(1), type: ElementType.Float64)];
        var smooth = new Objective(new SquaredErrorLoss());
        var rule = new GradientRule(network, smooth, new ProximalGradient(network.Parameters(), 0.12, Strength));
        for (var step = 0; step < 8000; step++) rule.Learn(x, t).Error.Evaluate();

        var parameters = network.Parameters();
        var gradients = Reverse.Gradients(smooth.Compute(network.Forward(x), t, parameters), parameters);
        var (w, g) = (parameters[0].Value.ToArray<double>(), gradients[0].ToArray<double>());
        // 0 ∈ g + λ ∂|w|: g = −λ sign(w) where w is not zero, |g| ≤ λ where it is.
        for (var i = 0; i < w.Length; i++)
        {
            if (w[i] == 0) Assert.InRange(Math.Abs(g[i]), 0, Strength + 1e-6);
            else Assert.Equal(-Strength * Math.Sign(w[i]), g[i], 1e-6);
        }
        Assert.Equal(0, gradients[1].ToDouble(), 1e-6);
        Assert.InRange(w.Count(weight => weight == 0), 2, 7);
    }

    [Fact]
    public void LogisticRegression_OnBreastCancer_EndsWhereTheGradientIsZero()
    {
        var data = CsvDataset.Load(RealData.File("sklearn", "breast_cancer.csv"));
        data = Standardizer.FitColumns(data).Transform(data);
        var x = Tensor.From(data.Features.Span, [data.Count, data.Width]).To(ElementType.Float64).Evaluate();
        var labels = Tensor.From(data.Labels.Span).To(ElementType.Int64);
        var loss = new BinaryCrossEntropyLoss();
        var t = loss.Encode(labels, 2, ElementType.Float64).Evaluate();
        Sequential network = [new Linear(data.Width, 2, new Generator(1), type: ElementType.Float64)];
        var objective = new Objective(loss, new L2Regularizer(), 0.01);
        var rule = new GradientRule(network, objective, new Sgd(network.Parameters(), 0.3, momentum: 0.9));
        for (var step = 0; step < 2000; step++) rule.Learn(x, t).Error.Evaluate();

        var y = network.Forward(x);
        var gradients = Reverse.Gradients(objective.Compute(y, t, network.Parameters()), network.Parameters());
        Assert.All(gradients, gradient => Assert.InRange(gradient.Abs().Max().ToDouble(), 0, 1e-8));
        var right = Tensor.Equal(y.ArgMax(1), labels).To(ElementType.Int64).Sum().ToDouble() / data.Count;
        Assert.InRange(right, 0.975, 1);
    }

    private static (Tensor X, Tensor T) Diabetes()
    {
        var data = CsvDataset.Load(
            RealData.File("sklearn", "diabetes_data_raw.csv.gz"), new CsvOptions { TargetFile = RealData.File("sklearn", "diabetes_target.csv.gz") });
        data = Standardizer.FitColumns(data).Transform(data);
        var x = Tensor.From(data.Features.Span, [data.Count, data.Width]).To(ElementType.Float64).Evaluate();
        var t = Tensor.From(data.Targets.Span, [data.Count, 1]).To(ElementType.Float64);
        return (x, ((t - t.Mean()) / (t - t.Mean()).Square().Mean().Sqrt()).Evaluate());
    }
}

/// <summary>Gaussian elimination with pivoting.</summary>
internal static class LinearEquations
{
    public static double[] Solve(double[] matrix, double[] right)
    {
        var n = right.Length;
        var (a, b) = ((double[])matrix.Clone(), (double[])right.Clone());
        for (var k = 0; k < n; k++)
        {
            var pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(a[i * n + k]));
            for (var j = 0; j < n; j++) (a[k * n + j], a[pivot * n + j]) = (a[pivot * n + j], a[k * n + j]);
            (b[k], b[pivot]) = (b[pivot], b[k]);
            for (var i = k + 1; i < n; i++)
            {
                var factor = a[i * n + k] / a[k * n + k];
                for (var j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
                b[i] -= factor * b[k];
            }
        }
        for (var k = n - 1; k >= 0; k--)
        {
            for (var j = k + 1; j < n; j++) b[k] -= a[k * n + j] * b[j];
            b[k] /= a[k * n + k];
        }
        return b;
    }
}
