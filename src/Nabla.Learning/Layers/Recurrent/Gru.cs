namespace Nabla.Learning;

/// <summary>
/// Gated recurrent units (Cho et al. 2014): gates r, z = σ(…), candidate n = tanh(x_n + r h_n), output h ← (1 − z) n + z h. [batch, steps, in] → [batch, steps,
/// hidden]. x_n and h_n are the last parts of W_ih x + b_ih and W_hh h + b_hh, after those of r and z.
/// </summary>
public sealed class Gru : RecurrentLayer
{
    /// <summary>Creates a network with random weights.</summary>
    /// <inheritdoc cref="RecurrentLayer(int, int, int, int, Generator, RecurrentOptions, ElementType)"/>
    public Gru(int inputs, int hidden, Generator generator, RecurrentOptions? options = null, ElementType type = ElementType.Float32)
        : base(3, 1, inputs, hidden, generator, options, type)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "gru";

    private protected override Tensor[] Step(Tensor[] state, Func<int, Tensor> x, Func<int, Tensor> h)
    {
        var reset = (x(0) + h(0)).Sigmoid();
        var update = (x(1) + h(1)).Sigmoid();
        var candidate = (x(2) + reset * h(2)).Tanh();
        return [candidate + update * (state[0] - candidate)];
    }
}
