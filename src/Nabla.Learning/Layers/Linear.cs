namespace Nabla.Learning;

/// <summary>y = x Wᵀ + b for rows x: [batch, in] → [batch, out]. W is [out, in], as in z = W y of the lecture; b is [out].</summary>
public sealed class Linear : Module
{
    /// <summary>A layer whose weights are drawn by <paramref name="initializer"/> and whose biases are 0.</summary>
    /// <param name="inputs">How many numbers come in.</param>
    /// <param name="outputs">How many go out.</param>
    /// <param name="generator">Where the random weights come from.</param>
    /// <param name="initializer">How they are drawn; Xavier if nothing is said.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Linear(int inputs, int outputs, Generator generator, Initializer? initializer = null, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        (Inputs, Outputs) = (inputs, outputs);
        Weight = Parameter("weight", (initializer ?? Initializer.Xavier).Draw(inputs, outputs, generator, type));
        Bias = Parameter("bias", Tensor.Zeros([outputs], type));
    }

    /// <summary>How many numbers come in.</summary>
    public int Inputs { get; }

    /// <summary>How many numbers go out.</summary>
    public int Outputs { get; }

    /// <summary>W, of shape [out, in].</summary>
    public Variable Weight { get; }

    /// <summary>b, of shape [out].</summary>
    public Variable Bias { get; }

    /// <inheritdoc/>
    public override string TypeName => "linear";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, int Value)> Settings => [("in", Inputs), ("out", Outputs)];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.MatMul(Weight, transposeB: true) + Bias;
}
