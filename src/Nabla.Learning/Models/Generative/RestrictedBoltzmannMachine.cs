namespace Nabla.Learning;

/// <summary>
/// A restricted Boltzmann machine of binary units (Smolensky 1986; Hinton 2002): the energy of visible units v and hidden units h is −aᵀv − cᵀh − hᵀ W v. As a
/// layer it returns p(h = 1 | v) = σ(W v + c): features of the input, [batch, visible] → [batch, hidden].
/// </summary>
public sealed class RestrictedBoltzmannMachine : Module
{
    /// <summary>Creates a machine with small random weights and zero biases.</summary>
    /// <param name="visible">The number of visible units.</param>
    /// <param name="hidden">The number of hidden units.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public RestrictedBoltzmannMachine(int visible, int hidden, Generator generator, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(visible, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        (Visible, Hidden) = (visible, hidden);
        Weight = Parameter("weight", Initializer.Normal(0.01).Draw([hidden, visible], generator, type));
        HiddenBias = Parameter("bias", Tensor.Zeros([hidden], type));
        VisibleBias = Parameter("visible_bias", Tensor.Zeros([visible], type));
    }

    /// <summary>The number of visible units.</summary>
    public int Visible { get; }

    /// <summary>The number of hidden units.</summary>
    public int Hidden { get; }

    /// <summary>W, of shape [hidden, visible].</summary>
    public Variable Weight { get; }

    /// <summary>c, of shape [hidden].</summary>
    public Variable HiddenBias { get; }

    /// <summary>a, of shape [visible].</summary>
    public Variable VisibleBias { get; }

    /// <inheritdoc/>
    public override string TypeName => "rbm";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "visible", Visible }, { "hidden", Hidden }, { "dtype", Weight.Type.Element } };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Inputs(x).Sigmoid();

    /// <summary>p(v = 1 | h) = σ(Wᵀ h + a): [batch, hidden] → [batch, visible].</summary>
    public Tensor Reconstruct(Tensor h)
    {
        ArgumentNullException.ThrowIfNull(h);
        return (h.MatMul(Weight) + VisibleBias).Sigmoid();
    }

    /// <summary>The free energy −aᵀv − Σⱼ ln(1 + exp(cⱼ + Wⱼ v)) of every example: [batch]. The probability of v is proportional to exp(−F(v)).</summary>
    public Tensor FreeEnergy(Tensor v)
    {
        ArgumentNullException.ThrowIfNull(v);
        return -(v * VisibleBias).Sum(1) - Inputs(v).Softplus().Sum(1);
    }

    /// <summary>One step of Gibbs sampling: hidden units from v, and visible units from them.</summary>
    /// <param name="v">[batch, visible].</param>
    /// <param name="generator">The generator of the samples.</param>
    public Tensor Sample(Tensor v, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return generator.Bernoulli(Reconstruct(generator.Bernoulli(Forward(v))));
    }

    private Tensor Inputs(Tensor x)
    {
        if (x.Rank != 2 || x.Shape[1] != Visible) throw new ShapeException(TypeName, $"needs [batch, {Visible}], got {x.Shape}.", [x.Type]);
        return x.MatMul(Weight, transposeB: true) + HiddenBias;
    }
}
