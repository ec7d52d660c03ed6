namespace Nabla.Learning;

/// <summary>yₖ = maxᵢ {wₖᵢᵀ x + bₖᵢ}: a nonlinearity whose pieces are learned (Goodfellow et al. 2013). [batch, in] → [batch, out].</summary>
public sealed class Maxout : Module
{
    /// <summary>A layer whose weights are drawn by <paramref name="initializer"/> and whose biases are 0.</summary>
    /// <param name="inputs">How many numbers come in.</param>
    /// <param name="outputs">How many go out.</param>
    /// <param name="pieces">How many linear pieces each output chooses the largest of.</param>
    /// <param name="generator">Where the random weights come from.</param>
    /// <param name="initializer">How they are drawn; Xavier if nothing is said.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or there are fewer than two pieces.</exception>
    public Maxout(int inputs, int outputs, int pieces, Generator generator, Initializer? initializer = null, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pieces, 2);
        (Inputs, Outputs, Pieces) = (inputs, outputs, pieces);
        var units = checked(outputs * pieces);
        Weight = Parameter("weight", (initializer ?? Initializer.Xavier).Draw(inputs, units, generator, type));
        Bias = Parameter("bias", Tensor.Zeros([units], type));
    }

    /// <summary>How many numbers come in.</summary>
    public int Inputs { get; }

    /// <summary>How many numbers go out.</summary>
    public int Outputs { get; }

    /// <summary>How many linear pieces each output has.</summary>
    public int Pieces { get; }

    /// <summary>The w of all pieces, of shape [out · pieces, in]; the pieces of an output lie together.</summary>
    public Variable Weight { get; }

    /// <summary>The b of all pieces, of shape [out · pieces].</summary>
    public Variable Bias { get; }

    /// <inheritdoc/>
    public override string TypeName => "maxout";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, int Value)> Settings => [("in", Inputs), ("out", Outputs), ("pieces", Pieces)];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var z = x.MatMul(Weight, transposeB: true) + Bias;
        return z.Reshape(z.Shape[0], Outputs, Pieces).Max(2);
    }
}
