namespace Nabla.Learning;

/// <summary>AMSGrad (Reddi et al. 2018): <see cref="Adam"/> with the largest v so far in place of v, so that the rate of a parameter never rises.</summary>
public sealed class AmsGrad : Adam
{
    private readonly Variable[] largest;

    /// <summary>Creates an optimizer for the given parameters.</summary>
    /// <inheritdoc cref="Adam(IReadOnlyList{Variable}, double, double, double, double)"/>
    public AmsGrad(IReadOnlyList<Variable> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : base(parameters, learningRate, beta1, beta2, epsilon) => largest = StatePerParameter("largest");

    private protected override Tensor SquareOf(int index, Tensor v)
    {
        var most = Tensor.Maximum(largest[index].Value, v);
        largest[index].Value = most;
        return most;
    }
}
