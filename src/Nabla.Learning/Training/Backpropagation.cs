namespace Nabla.Learning;

/// <summary>The result of <see cref="Backpropagation"/>.</summary>
/// <param name="Error">E, a scalar.</param>
/// <param name="Outputs">y, [batch, outputs].</param>
/// <param name="Gradients">∂E/∂W for every parameter, in the order of <see cref="Module.Parameters"/>.</param>
/// <param name="Operations">The number of scalar arithmetic operations in both passes.</param>
public sealed record BackpropagationResult(Tensor Error, Tensor Outputs, IReadOnlyList<Tensor> Gradients, long Operations);

/// <summary>
/// The lecture's backpropagation: gradients of a multi-layer perceptron, layer by layer for a whole batch, from matrix products and the formulas for g′,
/// ∂L/∂y and ∂Ω/∂W. No graph is differentiated.
/// </summary>
/// <remarks>
/// Rows are examples, so the lecture's z = W y becomes Z = Y Wᵀ here, and ∂E/∂W = h yᵀ becomes Hᵀ Y. The lecture writes g′(y) for the derivative at z, and
/// adds λ ∂Ω/∂y to ∂L/∂y, which is zero for a regularizer of the weights. This class uses g′(z) and omits that term.
/// </remarks>
/// <param name="network">Linear layers with elementwise nonlinearities or softmax between them.</param>
/// <param name="objective">E(W) = mean of L(t, y) over the batch, plus λ Ω(W).</param>
public sealed class Backpropagation(Sequential network, Objective objective)
{
    private long operations;

    /// <summary>Runs one forward and one backward pass.</summary>
    /// <param name="input">Inputs [batch, in].</param>
    /// <param name="targets">Targets [batch, outputs], in the form that the loss expects.</param>
    /// <exception cref="NotSupportedException">The network has a layer that this algorithm does not support, such as a skip connection.</exception>
    /// <exception cref="ShapeException">The input or the targets do not fit.</exception>
    public BackpropagationResult Differentiate(Tensor input, Tensor targets)
    {
        var layers = network.ToArray();
        for (var k = 0; k < layers.Length; k++) RequireKnown(k, layers[k]);
        operations = 0;

        // Forward: keep the input of every layer.
        var inputs = new Tensor[layers.Length];
        var y = Plain(input);
        targets = Plain(targets);
        for (var k = 0; k < layers.Length; k++)
        {
            inputs[k] = y;
            y = Known(layers[k] is Linear layer ? y.MatMul(Plain(layer.Weight), transposeB: true) + Plain(layer.Bias) : layers[k].Forward(y));
        }
        var error = Known(objective.Loss.Mean(y, targets));
        foreach (var layer in layers.OfType<Linear>())
            if (objective.IsRegularized) error = Known(error + objective.Strength * objective.Regularizer!.Penalty(Plain(layer.Weight)));

        // Backward: h is ∂E/∂y of the layer at the start of an iteration, and ∂E/∂y of the layer below at the end.
        var gradients = new List<Tensor>();
        var h = Known(objective.Loss.Derivative(y, targets) / input.Shape[0]);
        for (var k = layers.Length - 1; k >= 0; k--)
        {
            switch (layers[k])
            {
                case Activation g:
                    h = Known(h * g.Derivative(inputs[k]));
                    break;
                case Softmax:
                    h = Known(Softmax.Vjp(inputs[k], h));
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
            $"layer by layer: layer {index} is {layer.Describe()}. This algorithm is derived for chains of linear layers with nonlinearities between them; "
            + "other layers need a new derivation of the chain rule. Reverse mode supports any graph.");
    }

    /// <summary>Returns the values without history.</summary>
    private static Tensor Plain(Tensor tensor) => tensor.ElementType == ElementType.Float32
        ? Tensor.From(tensor.ToArray<float>(), tensor.Shape)
        : Tensor.From(tensor.ToArray<double>(), tensor.Shape);

    /// <summary>Evaluates a tensor and counts its operations.</summary>
    private Tensor Known(Tensor tensor)
    {
        operations += OperationCounter.Count(tensor);
        return tensor.Evaluate();
    }
}
