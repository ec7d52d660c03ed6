namespace Nabla.Learning;

/// <summary>A network that describes its input in few numbers and restores it from them: decoder(encoder(x)).</summary>
public sealed class Autoencoder : Module
{
    /// <summary>Creates a network.</summary>
    /// <param name="encoder">Maps inputs to codes.</param>
    /// <param name="decoder">Maps codes to what should be the inputs.</param>
    public Autoencoder(Module encoder, Module decoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        (Encoder, Decoder) = (Child("encoder", encoder), Child("decoder", decoder));
    }

    /// <summary>Maps inputs to codes.</summary>
    public Module Encoder { get; }

    /// <summary>Maps codes to what should be the inputs.</summary>
    public Module Decoder { get; }

    /// <inheritdoc/>
    public override string TypeName => "autoencoder";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "encoder", Encoder }, { "decoder", Decoder } };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => ForwardChild("decoder", Decoder, ForwardChild("encoder", Encoder, x));
}
