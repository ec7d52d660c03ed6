namespace Nabla.Learning;

/// <summary>Merges batch normalization into the layer before it, which computes the same in inference with fewer operations.</summary>
public static class BatchNormFolding
{
    /// <summary>
    /// Returns a network for inference in which every <see cref="BatchNorm"/> right behind a convolution or linear layer in a <see cref="Sequential"/> is part
    /// of that layer: W′ = s W and b′ = s (b − μ) + β with s = γ / √(σ² + ε). A <see cref="Lora"/> adapter of that layer becomes part of W′. Other layers are
    /// those of the network itself.
    /// </summary>
    /// <param name="network">The network. It keeps its own weights.</param>
    public static Module Fold(Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var folded = Folded(network);
        folded.Eval();
        return folded;
    }

    private static Module Folded(Module module) => module switch
    {
        Sequential sequential => Merged(sequential),
        Residual residual => new Residual(Folded(residual.Inner), residual.Shortcut is { } shortcut ? Folded(shortcut) : null),
        DenseConnection connection => new DenseConnection(Folded(connection.Inner), connection.Axis),
        Branches { Axis: { } axis } branches => new Branches(axis, branches.Children.Select(child => Folded(child.Module))),
        Branches branches => Branches.Sum(branches.Children.Select(child => Folded(child.Module))),
        _ => module,
    };

    private static Sequential Merged(Sequential sequential)
    {
        var result = new Sequential();
        for (var i = 0; i < sequential.Count; i++)
        {
            if (i + 1 < sequential.Count && sequential[i + 1] is BatchNorm norm && Merged(sequential[i], norm) is { } merged)
            {
                result.Add(merged);
                i++;
            }
            else
            {
                result.Add(Folded(sequential[i]));
            }
        }
        return result;
    }

    /// <summary>A layer with a normalization behind it as one layer; null if there is no such layer.</summary>
    private static Module? Merged(Module layer, BatchNorm norm)
    {
        var none = new Generator(0);
        switch (layer)
        {
            case Conv2d conv when conv.Outputs == norm.Channels:
                var wide = new Conv2d(
                    conv.Inputs, conv.Outputs, conv.Kernel, none, conv.Options with { HasBias = true }, Initializer.Zeros, conv.Weight.Type.Element);
                Set(conv.Weight, conv.Bias, norm, wide.Weight, wide.Bias!);
                return wide;
            case Conv1d conv when conv.Outputs == norm.Channels:
                var flat = new Conv1d(
                    conv.Inputs, conv.Outputs, conv.Kernel.Columns, none, conv.Options with { HasBias = true }, Initializer.Zeros, conv.Weight.Type.Element);
                Set(conv.Weight, conv.Bias, norm, flat.Weight, flat.Bias!);
                return flat;
            case Linear linear when linear.Outputs == norm.Channels:
                var dense = new Linear(linear.Inputs, linear.Outputs, none, Initializer.Zeros, linear.Weight.Type.Element);
                Set(linear.AdaptedWeight, linear.Bias, norm, dense.Weight, dense.Bias!);
                return dense;
            default:
                return null;
        }
    }

    private static void Set(Tensor weight, Variable? bias, BatchNorm norm, Variable newWeight, Variable newBias)
    {
        var scale = norm.Weight / (norm.RunningVariance + norm.Epsilon).Sqrt();
        var shift = bias is null ? -norm.RunningMean.Value : bias - norm.RunningMean;
        newWeight.Value = (weight * scale.Reshape((Shape)(int[])[scale.ElementCount, .. Enumerable.Repeat(1, weight.Shape.Rank - 1)])).Evaluate();
        newBias.Value = (scale * shift + norm.Bias).Evaluate();
    }
}
