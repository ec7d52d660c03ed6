using System.Globalization;

namespace Nabla.Learning;

/// <summary>Warnings about networks and losses that go against the lecture's practical advice.</summary>
public static class Advice
{
    private const double ConfidentMistake = -10;

    // Below this part of the derivative of an undecided output, a mistake is not corrected in any useful time.
    private const double LeastPart = 0.01;

    private static readonly string[] Bounded = ["sigmoid", "tanh", "hard-tanh", "softmax"];

    /// <summary>Returns warnings about training the network with the loss; empty if there are none.</summary>
    public static IEnumerable<string> For(Module network, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        var output = network is Sequential layers ? layers.LastOrDefault() : network;
        if (output is not (Activation or Softmax) || loss is MisclassificationLoss) yield break;
        // An output that confidently predicts the other class, and one that has not decided, which for a ReLU is not at its kink.
        var wrong = Slope(loss, output, ConfidentMistake);
        var undecidedAt = Slope(loss, output, 0) == 0 ? 0.5 : 0;
        var undecided = Slope(loss, output, undecidedAt);
        var (mistake, middle) = (Text(ConfidentMistake), Text(undecidedAt));
        if (!loss.IsRegression && Bounded.Contains(output.TypeName))
        {
            yield return $"loss '{loss.Name}' takes outputs without a final nonlinearity and applies its own: "
                + $"the {output.TypeName} at the end of the network squeezes them a second time. At z = {mistake} with the target 1 its derivative is "
                + $"{Small(wrong)}; without the {output.TypeName} it is {Rounded(Slope(loss, null, ConfidentMistake))}.";
        }
        else if (Math.Abs(wrong) < LeastPart * Math.Abs(undecided))
        {
            var better = loss.IsRegression
                ? $"Cross-entropy on the same z, without the {output.TypeName}, has {Rounded(Slope(new BinaryCrossEntropyLoss(), null, ConfidentMistake))}; "
                    + "for numbers to predict, leave the outputs linear."
                : $"Without the {output.TypeName} it has {Rounded(Slope(loss, null, ConfidentMistake))}.";
            yield return $"loss '{loss.Name}' on {output.TypeName} outputs learns nothing from confident mistakes: at z = {mistake} with the target 1 "
                + $"its derivative is {Small(wrong)}, at z = {middle} it is {Rounded(undecided)}. {better}";
        }
    }

    /// <summary>Returns ∂L/∂z of the first of two outputs for the first class; the other z is 0.</summary>
    private static double Slope(Loss loss, Module? output, double z) => Derivative.Gradient(
        x =>
        {
            var y = Tensor.Concatenate(1, x, Tensor.Zeros([1, 1], ElementType.Float64));
            if (output is not null) y = output.Forward(y);
            return loss.PerExample(y, loss.Encode(Tensor.From<long>([0]), 2, ElementType.Float64)).Sum();
        })(Tensor.Full([1, 1], z, ElementType.Float64)).ToDouble();

    private static string Small(double slope) => slope == 0 ? "0" : slope.ToString("0.0e+0", CultureInfo.InvariantCulture);

    private static string Rounded(double slope) => slope.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Text(double z) => z.ToString(CultureInfo.InvariantCulture);
}
