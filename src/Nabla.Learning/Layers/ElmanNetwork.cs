namespace Nabla.Learning;

/// <summary>
/// A recurrent network hₜ = tanh(U xₜ + W hₜ₋₁ + b) with h₀ = 0, unrolled over a fixed number of steps with shared weights (Elman 1990).
/// [batch, steps · in] → [batch, hidden], the last state.
/// </summary>
public sealed class ElmanNetwork : Module
{
    /// <summary>Creates a recurrent network with random weights and zero bias.</summary>
    /// <param name="inputs">The number of inputs per step.</param>
    /// <param name="hidden">The size of the state.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="generator">The generator of the random weights.</param>
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

    /// <summary>The number of inputs per step.</summary>
    public int Inputs { get; }

    /// <summary>The size of the state.</summary>
    public int Hidden { get; }

    /// <summary>The number of steps.</summary>
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
    public override ModuleConfiguration Configuration => new()
    {
        { "in", Inputs }, { "hidden", Hidden }, { "steps", Steps }, { "dtype", InputWeight.Type.Element },
    };

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
