using System.Globalization;

namespace Nabla.Learning;

/// <summary>Warnings about networks and losses that go against the lecture's practical advice.</summary>
public static class Advice
{
    private const double ConfidentMistake = -10;

    /// <summary>Returns warnings about training the network with the loss; empty if there are none.</summary>
    public static IEnumerable<string> For(Module network, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        if (((network as Sequential)?.LastOrDefault() ?? network) is not { } output) yield break;
        if (loss.IsRegression && output.TypeName is "sigmoid" or "tanh")
        {
            // A unit that confidently predicts 0 for the target 1.
            var wrong = Slope(loss, output, ConfidentMistake);
            var undecided = Slope(loss, output, 0);
            var better = Slope(new BinaryCrossEntropyLoss(), null, ConfidentMistake);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"loss '{loss.Name}' on {output.TypeName} outputs learns nothing from confident mistakes: at z = {ConfidentMistake} with the target 1 "
                + $"its derivative is {wrong:0.0e+0}, at z = 0 it is {undecided:0.00}. Cross-entropy on the same z, without the {output.TypeName}, "
                + $"has {better:0.00}.");
        }
        if (loss is BinaryCrossEntropyLoss or CrossEntropyLoss or HingeLoss or MultiClassHingeLoss && output.TypeName is "sigmoid" or "softmax")
        {
            yield return $"loss '{loss.Name}' takes outputs without a final nonlinearity and applies its own: "
                + $"the {output.TypeName} at the end of the network squeezes them a second time.";
        }
    }

    /// <summary>Returns ∂L/∂z of one output unit for the target 1.</summary>
    private static double Slope(Loss loss, Module? output, double z) => Derivative.Gradient(
        x => loss.PerExample(output is null ? x : output.Forward(x), Tensor.Ones([1, 1], ElementType.Float64)).Sum())(
        Tensor.Full([1, 1], z, ElementType.Float64)).ToDouble();
}
