using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/derivatives.md.</summary>
public class DerivativesSnippets
{
    [Fact]
    public void SeveralInputs_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/derivatives.md
        var (a, b) = (Tensor.From([1.0, 2.0]), Tensor.From([3.0, 4.0]));
        var (value, gradients) = Derivative.ValueAndGradients(p => (p[0] * p[1]).Sum())([a, b]);
        Console.WriteLine($"{value.ToDouble()}: {gradients[0]} {gradients[1]}");
        // 11: tensor([3, 4], float64[2]) tensor([1, 2], float64[2])
        // end
    });

    [Fact]
    public void StopAGradient_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/derivatives.md
        Func<Tensor, Tensor> f = x => x.StopGradient() * x;   // the first factor counts as a constant
        Console.WriteLine(Derivative.Gradient(f)(Tensor.Scalar(3.0)).ToDouble());   // 3, not 6
        // end
    });

    [Fact]
    public void ARuleOfYourOwn_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/derivatives.md
        Func<Tensor, Tensor> round = Derivative.CustomVjp(x => x.Round(), (x, y, dy) => dy);
        Tensor gradient = Derivative.Gradient(x => round(x).Sum())(Tensor.From([0.4, 1.7]));
        Console.WriteLine(gradient);   // tensor([1, 1], float64[2])
        // end
    });

    [Fact]
    public void CheckADerivative_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/derivatives.md
        GradientCheck.Require(inputs => inputs[0].Softmax() * inputs[1], [Tensor.From([1.0, 2.0, 3.0]), Tensor.From([0.5, -1.0, 2.0])]);
        double slope = Numerical.Gradient(x => x.Sin(), Tensor.Scalar(1.0)).ToDouble();
        Console.WriteLine(Math.Abs(slope - Math.Cos(1)) < 1e-8);   // True
        // end
    });
}
