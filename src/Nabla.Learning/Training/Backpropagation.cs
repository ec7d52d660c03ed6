namespace Nabla.Learning;

/// <summary>What <see cref="Backpropagation"/> computed.</summary>
/// <param name="Error">E, a single number.</param>
/// <param name="Outputs">y, [batch, outputs].</param>
/// <param name="Gradients">∂E/∂W for every parameter, in the order of <see cref="Module.Parameters"/>.</param>
/// <param name="Operations">Arithmetic operations on single numbers, in both passes.</param>
public sealed record BackpropagationResult(Tensor Error, Tensor Outputs, IReadOnlyList<Tensor> Gradients, long Operations);

/// <summary>
/// The lecture's backpropagation: gradients of a multi-layer perceptron layer by layer, a whole batch at once, with matrix products and
/// the formulas for g′, ∂L/∂y and ∂Ω/∂W. No graph is differentiated.
/// </summary>
/// <remarks>
/// Rows are examples, so that the lecture's z = W y reads Z = Y Wᵀ here, and ∂E/∂W = h yᵀ reads Hᵀ Y. The lecture writes g′(y) where it means the
/// derivative at z, and adds λ ∂Ω/∂y to ∂L/∂y, which is zero for a regularizer of the weights: neither is done here.
/// </remarks>
/// <param name="network">Linear layers with elementwise nonlinearities between them; a softmax is allowed as well.</param>
/// <param name="objective">E(W) = mean of L(t, y) over the batch, plus λ Ω(W).</param>
public sealed class Backpropagation(Sequential network, Objective objective)
{
    private long operations;

    /// <summary>One forward and one backward pass.</summary>
    /// <param name="x">Inputs [batch, in].</param>
    /// <param name="targets">Targets [batch, outputs], as the loss wants them.</param>
    /// <exception cref="NotSupportedException">The network has a layer that this algorithm does not know: a skip connection, a recurrent network.</exception>
    /// <exception cref="ShapeException">The input or the targets do not fit.</exception>
    public BackpropagationResult Differentiate(Tensor x, Tensor targets)
    {
        var layers = network.ToArray();
        for (var k = 0; k < layers.Length; k++) RequireKnown(k, layers[k]);
        operations = 0;

        // Forward: every layer's input is kept.
        var inputs = new Tensor[layers.Length];
        var y = Plain(x);
        targets = Plain(targets);
        for (var k = 0; k < layers.Length; k++)
        {
            inputs[k] = y;
            y = Known(layers[k] is Linear layer ? y.MatMul(Plain(layer.Weight), transposeB: true) + Plain(layer.Bias) : layers[k].Forward(y));
        }
        var error = Known(objective.Loss.Mean(y, targets));
        foreach (var layer in layers.OfType<Linear>())
            if (objective.IsRegularized) error = Known(error + objective.Strength * objective.Regularizer!.Penalty(Plain(layer.Weight)));

        // Backward: h is ∂E/∂y of a layer when its turn comes, and ∂E/∂y of the layer below when it is done.
        var gradients = new List<Tensor>();
        var h = Known(objective.Loss.Derivative(y, targets) / x.Shape[0]);
        for (var k = layers.Length - 1; k >= 0; k--)
        {
            switch (layers[k])
            {
                case Activation g:
                    h = Known(h * g.Derivative(inputs[k]));
                    break;
                case Softmax:
                    h = Known(Softmax.PullBack(inputs[k], h));
                    break;
                case Linear layer:
                    var weight = h.MatMul(inputs[k], transposeA: true);
                    if (objective.IsRegularized) weight = weight + objective.Strength * objective.Regularizer!.Derivative(Plain(layer.Weight));
                    gradients.Add(Known(h.Sum(0)));
                    gradients.Add(Known(weight));
                    if (k > 0) h = Known(h.MatMul(Plain(layer.Weight)));
                    break;
            }
        }
        gradients.Reverse();
        return new(error, y, gradients, operations);
    }

    private static void RequireKnown(int index, Module layer)
    {
        if (layer is Linear or Activation or Softmax) return;
        throw new NotSupportedException(
            $"layer by layer: layer {index} is {layer.Describe()}. This algorithm is derived for chains of linear layers with nonlinearities between them; another "
            + "kind of layer gives the chain rule another form, for which one would have to be derived anew. Reverse mode takes any graph.");
    }

    /// <summary>The numbers alone: nothing hangs on them that could be differentiated.</summary>
    private static Tensor Plain(Tensor tensor) => tensor.ElementType == ElementType.Float32
        ? Tensor.From(tensor.ToArray<float>(), tensor.Shape)
        : Tensor.From(tensor.ToArray<double>(), tensor.Shape);

    /// <summary>Computes now, and counts.</summary>
    private Tensor Known(Tensor tensor)
    {
        operations += OperationCounter.Count(tensor);
        return tensor.Evaluate();
    }
}
