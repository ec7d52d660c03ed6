using System.Globalization;

namespace Nabla.Learning;

/// <summary>Hints about networks that do not learn, or no longer: dead units, saturated outputs, vanishing and exploding gradients.</summary>
public static class NetworkHints
{
    private const double ManyDead = 0.1;
    private const double ManySaturated = 0.5;
    private const double FlatPart = 0.01;
    private const double Vanishing = 1e-4;
    private const double Exploding = 1e3;
    private const int LeastExamples = 20;

    /// <summary>Returns hints about layers; empty if there is nothing to say.</summary>
    /// <param name="layers">The layers, as <see cref="LayerState.Of"/> returns them for a batch of some hundred examples.</param>
    public static IEnumerable<string> For(IReadOnlyList<LayerState> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        foreach (var layer in layers)
        {
            if (layer.Output.Rank < 2 || layer.Output.Shape[0] < LeastExamples || !layer.Output.ElementType.IsFloat()) continue;
            var hint = layer.Layer switch
            {
                "relu" => Dead(layer),
                "sigmoid" => Saturated(layer, y => y * (1 - y) < FlatPart / 4),
                "tanh" => Saturated(layer, y => 1 - y * y < FlatPart),
                _ => null,
            };
            if (hint is not null) yield return hint;
        }
        var trained = layers.Where(layer => layer.Parameters.Count > 0).ToList();
        if (trained.Count < 2) yield break;
        // Relative to the weights, since the gradient of a layer depends on the scale of its parameters.
        var (first, last) = (Relative(trained[0]), Relative(trained[^1]));
        if (!(first > 0 && last > 0 && double.IsFinite(first) && double.IsFinite(last))) yield break;
        if (first / last < Vanishing)
        {
            yield return Text(trained, first, last)
                + ": the gradient vanishes on its way back; try ReLUs, residual connections, normalization layers, or fewer layers";
        }
        if (first > Exploding)
            yield return Text(trained, first, last) + ": the gradient explodes on its way back; try smaller initial weights, normalization layers, or clipping";
    }

    private static string? Dead(LayerState layer)
    {
        var values = layer.Output.To(ElementType.Float64).ToArray<double>();
        var (batch, units, each) = Units(layer.Output.Shape);
        var dead = 0;
        for (var unit = 0; unit < units; unit++)
        {
            var isDead = true;
            for (var example = 0; example < batch && isDead; example++)
                for (var i = 0; i < each && isDead; i++) isDead = values[(example * units + unit) * each + i] <= 0;
            if (isDead) dead++;
        }
        return dead < ManyDead * units ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{dead} of {units} {(each > 1 ? "channels" : "units")} of layer '{layer.Path}' (relu) are 0 for all of {batch} examples, so they learn nothing; "
            + $"try a smaller learning rate, leaky-relu, or fewer units");
    }

    private static string? Saturated(LayerState layer, Func<double, bool> isFlat)
    {
        var values = layer.Output.To(ElementType.Float64).ToArray<double>();
        var flat = values.Count(isFlat);
        return flat < ManySaturated * values.Length ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{(double)flat / values.Length:P0} of the outputs of layer '{layer.Path}' ({layer.Layer}) are saturated, where the derivative is below "
            + $"{FlatPart:P0} of its largest value; try smaller weights, standardized inputs, or a ReLU");
    }

    /// <summary>Examples, units or channels, and elements of each.</summary>
    private static (int Batch, int Units, int Each) Units(Shape shape) => shape.Rank == 2
        ? (shape[0], shape[1], 1)
        : (shape[0], shape[1], shape.AsSpan()[2..].ToArray().Aggregate(1, (product, size) => product * size));

    private static double Relative(LayerState layer) => layer.GradientNorm / layer.WeightNorm;

    private static string Text(List<LayerState> trained, double first, double last) => string.Create(
        CultureInfo.InvariantCulture,
        $"the gradient of the first layer '{trained[0].Path}' is {first:G2} times its weights in norm, that of the last one '{trained[^1].Path}' {last:G2}");
}
