namespace Nabla.Learning;

/// <summary>
/// y = a g(b) for the halves a and b of the last axis: […, 2n] → […, n]. A gated linear unit with g = sigmoid (Dauphin et al. 2017); with g = gelu, silu or
/// relu it is GEGLU, SwiGLU or ReGLU (Shazeer 2020).
/// </summary>
public sealed class Glu : Module
{
    /// <summary>Creates a layer.</summary>
    /// <param name="activation">The name of g.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public Glu(string activation = "sigmoid") => Gate = Activation.FromName(activation);

    /// <summary>g.</summary>
    public Activation Gate { get; }

    /// <inheritdoc/>
    public override string TypeName => "glu";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "activation", Gate.TypeName } };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank == 0 || x.Shape[^1] % 2 != 0) throw new ShapeException(TypeName, $"needs an even last axis to halve, got {x.Shape}.", [x.Type]);
        var half = x.Shape[^1] / 2;
        return x.Slice(-1, ..half) * Gate.Forward(x.Slice(-1, half..));
    }
}
