namespace Nabla.Learning;

/// <summary>y = s(x) + f(x): a skip connection (He et al. 2016). s is the identity, or a module that fits the input to the shape of f(x).</summary>
public sealed class Residual : Module
{
    /// <summary>Creates a skip connection around <paramref name="inner"/>.</summary>
    /// <param name="inner">f.</param>
    /// <param name="shortcut">s; the identity if null.</param>
    public Residual(Module inner, Module? shortcut = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = Child("inner", inner);
        if (shortcut is not null) Shortcut = Child("shortcut", shortcut);
    }

    /// <summary>f.</summary>
    public Module Inner { get; }

    /// <summary>s; null for the identity.</summary>
    public Module? Shortcut { get; }

    /// <inheritdoc/>
    public override string TypeName => "residual";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration
    {
        get
        {
            var configuration = new ModuleConfiguration { { "inner", Inner } };
            if (Shortcut is not null) configuration.Add("shortcut", Shortcut);
            return configuration;
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var (skip, change) = (Shortcut is null ? x : ForwardChild("shortcut", Shortcut, x), ForwardChild("inner", Inner, x));
        if (skip.Shape.Equals(change.Shape)) return skip + change;
        throw new ShapeException(
            TypeName, $"the skip connection has shape {skip.Shape}, the inner module returns {change.Shape}.", [skip.Type, change.Type]);
    }
}
