namespace Nabla.Learning;

/// <summary>
/// hₜ = tanh(U xₜ + W hₜ₋₁ + b) from h₀ = 0, written out over a fixed number of steps (Elman 1990): the same weights at every step.
/// [batch, steps · in] → [batch, hidden], the last state.
/// </summary>
public sealed class ElmanNetwork : Module
{
    /// <summary>A recurrent network whose weights are drawn at random and whose bias is 0.</summary>
    /// <param name="inputs">How many numbers come in at every step.</param>
    /// <param name="hidden">How many numbers the state has.</param>
    /// <param name="steps">How many steps there are.</param>
    /// <param name="generator">Where the random weights come from.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public ElmanNetwork(int inputs, int hidden, int steps, Generator generator, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (Inputs, Hidden, Steps) = (inputs, hidden, steps);
        InputWeight = Parameter("input_weight", Initializer.Xavier.Draw(inputs, hidden, generator, type));
        StateWeight = Parameter("state_weight", Initializer.Xavier.Draw(hidden, hidden, generator, type));
        Bias = Parameter("bias", Tensor.Zeros([hidden], type));
    }

    /// <summary>How many numbers come in at every step.</summary>
    public int Inputs { get; }

    /// <summary>How many numbers the state has.</summary>
    public int Hidden { get; }

    /// <summary>How many steps there are.</summary>
    public int Steps { get; }

    /// <summary>U, of shape [hidden, in].</summary>
    public Variable InputWeight { get; }

    /// <summary>W, of shape [hidden, hidden].</summary>
    public Variable StateWeight { get; }

    /// <summary>b, of shape [hidden].</summary>
    public Variable Bias { get; }

    /// <inheritdoc/>
    public override string TypeName => "elman";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, int Value)> Settings => [("in", Inputs), ("hidden", Hidden), ("steps", Steps)];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank != 2 || x.Shape[1] != Steps * Inputs)
            throw new ShapeException(TypeName, $"needs [batch, {Steps * Inputs}] for {Steps} steps of {Inputs} numbers, got {x.Shape}.", [x.Type]);
        Tensor? state = null;
        for (var step = 0; step < Steps; step++)
        {
            var z = x.Slice(1, (step * Inputs)..((step + 1) * Inputs)).MatMul(InputWeight, transposeB: true) + Bias;
            if (state is not null) z = z + state.MatMul(StateWeight, transposeB: true);
            state = z.Tanh();
        }
        return state!;
    }
}
