namespace Nabla.Learning;

/// <summary>y = x + f(x): a skip connection around a module that preserves the width (He et al. 2016).</summary>
public sealed class Residual : Module
{
    /// <summary>Creates a skip connection around <paramref name="inner"/>.</summary>
    public Residual(Module inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = Child("inner", inner);
    }

    /// <summary>f.</summary>
    public Module Inner { get; }

    /// <inheritdoc/>
    public override string TypeName => "residual";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "inner", Inner } };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x + ForwardChild("inner", Inner, x);
}
