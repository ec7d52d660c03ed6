namespace Nabla.Learning;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000): gates i, f, o = σ(z), candidate g = tanh(z), cell c ← f c + i g, output
/// h = o tanh(c). [batch, steps, in] → [batch, steps, hidden]. The parts of z = W_ih x + b_ih + W_hh h + b_hh are in the order i, f, g, o.
/// </summary>
public sealed class Lstm : RecurrentLayer
{
    /// <summary>Creates a network with random weights.</summary>
    /// <inheritdoc cref="RecurrentLayer(int, int, int, int, Generator, RecurrentOptions, ElementType)"/>
    public Lstm(int inputs, int hidden, Generator generator, RecurrentOptions? options = null, ElementType type = ElementType.Float32)
        : base(4, 2, inputs, hidden, generator, options, type)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "lstm";

    private protected override Tensor[] Step(Tensor[] state, Func<int, Tensor> x, Func<int, Tensor> h)
    {
        var cell = Z(1).Sigmoid() * state[1] + Z(0).Sigmoid() * Z(2).Tanh();
        return [Z(3).Sigmoid() * cell.Tanh(), cell];

        Tensor Z(int gate) => x(gate) + h(gate);
    }
}
