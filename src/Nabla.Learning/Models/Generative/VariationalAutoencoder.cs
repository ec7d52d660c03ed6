namespace Nabla.Learning;

/// <summary>
/// A variational autoencoder (Kingma and Welling 2014): the encoder gives a normal distribution N(μ, σ²) of codes, the decoder the logits of inputs from 0 to
/// 1. In training a code is drawn as μ + σ ε, so that the gradient passes through; in inference it is μ.
/// </summary>
public sealed class VariationalAutoencoder : Module
{
    private readonly Generator generator;

    /// <summary>Creates a network.</summary>
    /// <param name="encoder">Maps inputs to [batch, 2 · codes]: μ, then ln σ².</param>
    /// <param name="decoder">Maps codes to the logits of the inputs.</param>
    /// <param name="generator">The generator of ε.</param>
    public VariationalAutoencoder(Module encoder, Module decoder, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(generator);
        (Encoder, Decoder, this.generator) = (Child("encoder", encoder), Child("decoder", decoder), Random("generator", generator));
    }

    /// <summary>Maps inputs to μ and ln σ².</summary>
    public Module Encoder { get; }

    /// <summary>Maps codes to logits.</summary>
    public Module Decoder { get; }

    /// <inheritdoc/>
    public override string TypeName => "variational-autoencoder";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "encoder", Encoder }, { "decoder", Decoder } };

    /// <summary>Returns the logits of the inputs, from codes of the inputs.</summary>
    public override Tensor Forward(Tensor x)
    {
        var (mean, logVariance) = Encode(x);
        return ForwardChild("decoder", Decoder, IsTraining ? Draw(mean, logVariance) : mean);
    }

    /// <summary>Returns μ and ln σ², each [batch, codes].</summary>
    /// <exception cref="ShapeException">The encoder does not return an even number of values for each example.</exception>
    public (Tensor Mean, Tensor LogVariance) Encode(Tensor x)
    {
        var y = ForwardChild("encoder", Encoder, x);
        if (y.Rank != 2 || y.Shape[1] % 2 != 0)
            throw new ShapeException(TypeName, $"the encoder must return [batch, 2 · codes], but returns {y.Shape}.", [y.Type]);
        var codes = y.Shape[1] / 2;
        return (y.Slice(1, ..codes), y.Slice(1, codes..));
    }

    /// <summary>
    /// The negative of the evidence lower bound, the mean over a batch: the binary cross-entropy of the inputs, summed over their elements, plus the divergence
    /// ½ Σ (μ² + σ² − ln σ² − 1) of the codes from the standard normal distribution.
    /// </summary>
    /// <param name="x">Inputs of numbers from 0 to 1.</param>
    /// <param name="beta">The weight of the divergence.</param>
    /// <exception cref="OperationException">The inputs do not fit the network.</exception>
    public Tensor Loss(Tensor x, double beta = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        var (mean, logVariance) = Encode(x);
        var logits = ForwardChild("decoder", Decoder, Draw(mean, logVariance)).Reshape(x.Shape[0], -1);
        var inputs = x.Reshape(x.Shape[0], -1);
        if (!logits.Shape.Equals(inputs.Shape))
            throw new ShapeException(TypeName, $"the decoder returns {logits.Shape} for inputs {inputs.Shape}.", [logits.Type, inputs.Type]);
        var error = (logits.Softplus() - inputs * logits).Sum(1);
        var divergence = (mean.Square() + logVariance.Exp() - logVariance - 1).Sum(1) * 0.5;
        return (error + beta * divergence).Mean();
    }

    /// <summary>Draws inputs: the decoder's probabilities for standard normal codes.</summary>
    /// <param name="count">The number of examples.</param>
    /// <param name="codes">The number of codes.</param>
    public Tensor Sample(int count, int codes) => Decoder.Forward(generator.Normal([count, codes])).Sigmoid();

    private Tensor Draw(Tensor mean, Tensor logVariance) => mean + (logVariance * 0.5).Exp() * generator.Normal(mean.Shape, 0, 1, mean.ElementType);
}
