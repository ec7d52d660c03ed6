namespace Nabla.Learning;

/// <summary>
/// A simple recurrent network hₜ = tanh(W_ih xₜ + b_ih + W_hh hₜ₋₁ + b_hh) (Elman 1990). [batch, steps, in] → [batch, steps, hidden].
/// </summary>
public sealed class Rnn : RecurrentLayer
{
    /// <summary>Creates a network with random weights.</summary>
    /// <inheritdoc cref="RecurrentLayer(int, int, int, int, Generator, RecurrentOptions, ElementType)"/>
    public Rnn(int inputs, int hidden, Generator generator, RecurrentOptions? options = null, ElementType type = ElementType.Float32)
        : base(1, 1, inputs, hidden, generator, options, type)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "rnn";

    private protected override Tensor[] Step(Tensor[] state, Func<int, Tensor> x, Func<int, Tensor> h) => [(x(0) + h(0)).Tanh()];
}
