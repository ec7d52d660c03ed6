using System.Globalization;
using Quantity = Nabla.Learning.BackpropagationQuantity;

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
/// <param name="network">Linear and maxout layers with elementwise nonlinearities or softmax between them.</param>
/// <param name="objective">E(W) = mean of L(t, y) over the batch, plus λ Ω(W).</param>
public sealed class Backpropagation(Sequential network, Objective objective)
{
    private long operations;

    /// <summary>Called with every step, for those who want to follow the numbers; null for none.</summary>
    public Action<BackpropagationStep>? Observer { get; init; }

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
        // The number of the layer of weights, as in the lecture: a nonlinearity belongs to the layer below it.
        var number = 0;
        Observe(false, 0, Quantity.Output, "y⁽⁰⁾", "x", BackpropagationForm.Value, [], y);
        for (var k = 0; k < layers.Length; k++)
        {
            inputs[k] = y;
            var (below, own) = (Raised(number), Raised(number + 1));
            switch (layers[k])
            {
                case Linear { Bias: { } bias } layer:
                    y = Known(y.MatMul(Plain(layer.Weight), transposeB: true) + Plain(bias));
                    number++;
                    // Without a nonlinearity above it, the output is z itself.
                    var hasNonlinearity = k + 1 < layers.Length && layers[k + 1] is Activation or Softmax;
                    Observe(
                        false,
                        number,
                        hasNonlinearity ? Quantity.Input : Quantity.Output,
                        hasNonlinearity ? $"z{own}" : $"y{own} = z{own}",
                        $"W{own} y{below} + b{own}",
                        BackpropagationForm.Product,
                        [layer.Weight.Value, inputs[k], bias.Value],
                        y);
                    break;
                case Maxout layer:
                    y = Known(Pieces(layer, y).Max(2));
                    Observe(false, ++number, Quantity.Output, $"y{own}", $"max of the pieces of W{own} y{below} + b{own}", BackpropagationForm.Value, [], y);
                    break;
                default:
                    y = Known(layers[k].Forward(y));
                    Observe(false, number, Quantity.Output, $"y{below}", $"{layers[k].TypeName}(z{below})", BackpropagationForm.Value, [], y);
                    break;
            }
        }
        var error = Known(objective.Loss.Mean(y, targets));
        foreach (var weight in layers.Select(WeightOf))
            if (weight is not null && objective.IsRegularized) error = Known(error + objective.Strength * objective.Regularizer!.Penalty(Plain(weight)));
        var output = Raised(number);
        var formula = objective.IsRegularized ? $"L(t, y{output}) + λ Ω(W)" : $"L(t, y{output})";
        Observe(false, number, Quantity.Error, "E", formula, BackpropagationForm.Value, [], error);

        // Backward: h is ∂E/∂y of the layer at the start of an iteration, and ∂E/∂y of the layer below at the end.
        var gradients = new List<Tensor>();
        var h = Known(objective.Loss.Derivative(y, targets) / input.Shape[0]);
        Observe(true, number, Quantity.Output, $"h = ∂E/∂y{output}", $"∂L/∂y{output}", BackpropagationForm.Value, [], h);
        for (var k = layers.Length - 1; k >= 0; k--)
        {
            var own = Raised(number);
            switch (layers[k])
            {
                case Activation g:
                    var (above, slope) = (h, g.Derivative(inputs[k]));
                    h = Known(h * slope);
                    Observe(true, number, Quantity.Input, $"h = ∂E/∂z{own}", $"h ⊙ g′(z{own})", BackpropagationForm.Elementwise, [above, slope], h);
                    break;
                case Softmax:
                    h = Known(Softmax.Vjp(inputs[k], h));
                    Observe(true, number, Quantity.Input, $"h = ∂E/∂z{own}", "y ⊙ (h − Σ h y)", BackpropagationForm.Value, [], h);
                    break;
                case Linear layer:
                    h = Below(h, inputs[k], layer.Weight, number--, gradients, k > 0);
                    break;
                case Maxout layer:
                    // The derivative goes to the largest piece; equal ones share it.
                    var pieces = Known(Pieces(layer, inputs[k]));
                    var largest = Tensor.Equal(pieces, pieces.Max(2, keepAxes: true)).To(h.ElementType);
                    h = Known((largest / largest.Sum(2, keepAxes: true) * h.Unsqueeze(2)).Reshape(h.Shape[0], layer.Outputs * layer.Pieces));
                    Observe(true, number, Quantity.Input, $"h = ∂E/∂z{own}", "h for the largest piece, 0 for the others", BackpropagationForm.Value, [], h);
                    h = Below(h, inputs[k], layer.Weight, number--, gradients, k > 0);
                    break;
            }
        }
        gradients.Reverse();
        return new(error, y, gradients, operations);
    }

    /// <summary>The step through z = W y + b: adds ∂E/∂b and ∂E/∂W = h yᵀ to the gradients, and returns ∂E/∂y = Wᵀ h.</summary>
    private Tensor Below(Tensor h, Tensor y, Variable layerWeight, int number, List<Tensor> gradients, bool hasLayerBelow)
    {
        var (own, below) = (Raised(number), Raised(number - 1));
        var weight = h.MatMul(y, transposeA: true);
        if (objective.IsRegularized) weight = weight + objective.Strength * objective.Regularizer!.Derivative(Plain(layerWeight));
        gradients.Add(Known(h.Sum(0)));
        gradients.Add(Known(weight));
        Observe(
            true,
            number,
            Quantity.Weight,
            $"∂E/∂W{own}",
            objective.IsRegularized ? $"h y{below}ᵀ + λ ∂Ω/∂W{own}" : $"h y{below}ᵀ",
            objective.IsRegularized ? BackpropagationForm.Value : BackpropagationForm.Outer,
            objective.IsRegularized ? [] : [h, y],
            gradients[^1]);
        Observe(true, number, Quantity.Bias, $"∂E/∂b{own}", "h", BackpropagationForm.Value, [], gradients[^2]);
        if (!hasLayerBelow) return h;
        var lower = Known(h.MatMul(Plain(layerWeight)));
        Observe(
            true,
            number - 1,
            Quantity.Output,
            $"h = ∂E/∂y{below}",
            $"W{own}ᵀ h",
            BackpropagationForm.Product,
            [layerWeight.Value.Transpose(), h],
            lower);
        return lower;
    }

    /// <summary>The linear pieces of a maxout layer, [batch, out, pieces].</summary>
    private static Tensor Pieces(Maxout layer, Tensor y) =>
        (y.MatMul(Plain(layer.Weight), transposeB: true) + Plain(layer.Bias)).Reshape(y.Shape[0], layer.Outputs, layer.Pieces);

    private static Variable? WeightOf(Module layer) => layer switch { Linear linear => linear.Weight, Maxout maxout => maxout.Weight, _ => null };

    private void Observe(
        bool isBackward, int layer, Quantity quantity, string name, string formula, BackpropagationForm form, IReadOnlyList<Tensor> operands, Tensor value) =>
        Observer?.Invoke(new(isBackward, layer, quantity, name, formula, form, operands, value));

    /// <summary>A layer's number as the lecture writes it: ⁽²⁾.</summary>
    private static string Raised(int number) =>
        $"⁽{string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']))}⁾";

    private static void RequireKnown(int index, Module layer)
    {
        if (layer is Linear { Bias: not null, AdapterNow: null } or Maxout or Activation or Softmax) return;
        throw new NotSupportedException(
            $"layer by layer: layer {index} is {layer.Describe()}. "
            + "These formulas hold for linear and maxout layers in a row; reverse mode supports any graph.");
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
