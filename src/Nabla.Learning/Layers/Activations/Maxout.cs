namespace Nabla.Learning;

/// <summary>yₖ = maxᵢ {wₖᵢᵀ x + bₖᵢ}: a nonlinearity whose pieces are learned (Goodfellow et al. 2013). [batch, in] → [batch, out].</summary>
public sealed class Maxout : Module
{
    /// <summary>Creates a layer with weights drawn by <paramref name="initializer"/> and zero biases.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="pieces">The number of linear pieces whose maximum is an output.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="initializer">The distribution of the weights; Xavier by default.</param>
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

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>The number of linear pieces per output.</summary>
    public int Pieces { get; }

    /// <summary>The w of all pieces, of shape [out · pieces, in]; the pieces of an output are adjacent.</summary>
    public Variable Weight { get; }

    /// <summary>The b of all pieces, of shape [out · pieces].</summary>
    public Variable Bias { get; }

    /// <inheritdoc/>
    public override string TypeName => "maxout";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new()
    {
        { "in", Inputs }, { "out", Outputs }, { "pieces", Pieces }, { "dtype", Weight.Type.Element },
    };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var z = x.MatMul(Weight, transposeB: true) + Bias;
        return z.Reshape(z.Shape[0], Outputs, Pieces).Max(2);
    }
}
