namespace Nabla.Learning;

/// <summary>y = x Wᵀ + b for rows x: [batch, in] → [batch, out]. W is [out, in], as in the lecture's z = W y; b is [out].</summary>
public sealed class Linear : Module
{
    /// <summary>Creates a layer with weights drawn by <paramref name="initializer"/> and zero biases.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="initializer">The distribution of the weights; Xavier by default.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="hasBias">False to leave out b.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Linear(
        int inputs, int outputs, Generator generator, Initializer? initializer = null, ElementType type = ElementType.Float32, bool hasBias = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        (Inputs, Outputs) = (inputs, outputs);
        Weight = Parameter("weight", (initializer ?? Initializer.Xavier).Draw(inputs, outputs, generator, type));
        if (hasBias) Bias = Parameter("bias", Tensor.Zeros([outputs], type));
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>W, of shape [out, in].</summary>
    public Variable Weight { get; }

    /// <summary>b, of shape [out]; null without bias.</summary>
    public Variable? Bias { get; }

    /// <inheritdoc/>
    public override string TypeName => "linear";

    internal override Variable? AdaptableWeight => Weight;

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration
    {
        get
        {
            var configuration = new ModuleConfiguration { { "in", Inputs }, { "out", Outputs } };
            if (Bias is null) configuration.Add("bias", false);
            configuration.Add("dtype", Weight.Type.Element);
            return configuration;
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var y = x.MatMul(Weight, transposeB: true);
        if (Bias is not null) y += Bias;
        return Adapter is { } adapter ? y + adapter.OfRows(x, this) : y;
    }
}
