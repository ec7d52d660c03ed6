namespace Nabla.Learning;

/// <summary>
/// The objective of a Boltzmann machine (Hinton 2002): the free energy of the data less that of samples from the model, whose gradient approximates that of the
/// negative log-likelihood. The samples are those of some Gibbs steps that start at the data or, in the persistent form (Tieleman 2008), where the last ended.
/// </summary>
public sealed class ContrastiveDivergence
{
    private readonly RestrictedBoltzmannMachine machine;
    private readonly Generator generator;
    private readonly int steps;
    private readonly Variable? chains;

    /// <summary>Creates an objective.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="generator">The generator of the samples.</param>
    /// <param name="steps">The number of Gibbs steps.</param>
    /// <param name="persistentChains">The number of samples that are kept between steps; 0 to start at the data each time.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public ContrastiveDivergence(RestrictedBoltzmannMachine machine, Generator generator, int steps = 1, int persistentChains = 0)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(persistentChains);
        (this.machine, this.generator, this.steps) = (machine, generator, steps);
        if (persistentChains == 0) return;
        var start = Tensor.Full([persistentChains, machine.Visible], 0.5, machine.Weight.Type.Element);
        chains = new(generator.Bernoulli(start).Evaluate(), "chains");
    }

    /// <summary>Returns the objective for a batch [batch, visible] of numbers from 0 to 1, a scalar to take the gradient of.</summary>
    /// <exception cref="OperationException">The batch does not fit the machine.</exception>
    public Tensor Loss(Tensor v)
    {
        ArgumentNullException.ThrowIfNull(v);
        var samples = chains is null ? v : chains.Value;
        for (var i = 0; i < steps; i++) samples = machine.Sample(samples, generator);
        // The samples count as given.
        samples = samples.StopGradient();
        if (chains is not null) chains.Value = samples;
        return machine.FreeEnergy(v).Mean() - machine.FreeEnergy(samples).Mean();
    }
}
