namespace Nabla.Learning;

/// <summary>The form of a step of backpropagation.</summary>
public enum BackpropagationForm
{
    /// <summary>A value without a formula of its own here: the input, a loss, the derivative of a loss.</summary>
    Value,

    /// <summary>A matrix times a vector, plus a vector if there is a third operand: W y + b.</summary>
    Product,

    /// <summary>The elementwise product of two vectors: h ⊙ g′(z).</summary>
    Elementwise,

    /// <summary>The outer product of two vectors: h yᵀ.</summary>
    Outer,
}

/// <summary>The quantity that a step computes in the forward pass, or with respect to which it differentiates E in the backward pass.</summary>
public enum BackpropagationQuantity
{
    /// <summary>z, the inputs of the units of a layer.</summary>
    Input,

    /// <summary>y, the outputs of the units of a layer.</summary>
    Output,

    /// <summary>E, the error.</summary>
    Error,

    /// <summary>W, the weights of a layer.</summary>
    Weight,

    /// <summary>b, the biases of a layer.</summary>
    Bias,
}

/// <summary>A step of <see cref="Backpropagation"/> in the lecture's notation, with its numbers.</summary>
/// <param name="IsBackward">True in the backward pass.</param>
/// <param name="Layer">The number of the layer of weights, from 1; 0 for the input.</param>
/// <param name="Quantity">The quantity that is computed, or with respect to which E is differentiated.</param>
/// <param name="Name">The left side of the equation, such as <c>∂E/∂W⁽²⁾</c>.</param>
/// <param name="Formula">The right side of the equation, such as <c>h y⁽¹⁾ᵀ</c>.</param>
/// <param name="Form">The form of the formula.</param>
/// <param name="Operands">
/// The operands of that form; rows are examples, except those of a matrix of weights. Empty for <see cref="BackpropagationForm.Value"/>.
/// </param>
/// <param name="Value">The result; rows are examples, except for weights and biases.</param>
public sealed record BackpropagationStep(
    bool IsBackward,
    int Layer,
    BackpropagationQuantity Quantity,
    string Name,
    string Formula,
    BackpropagationForm Form,
    IReadOnlyList<Tensor> Operands,
    Tensor Value);
