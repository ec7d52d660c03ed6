namespace Nabla.Learning;

/// <summary>
/// [1 + max over the wrong classes of yₖ − y of the right class]₊: a support vector machine for several classes at once (Crammer and Singer 2001).
/// </summary>
/// <remarks>Computed as maxₖ (yₖ + 1 − tₖ) − Σₖ tₖ yₖ for one-hot targets t: the right class itself makes the maximum at least 0.</remarks>
public sealed class MultiClassHingeLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "multi-class-hinge";

    /// <inheritdoc/>
    public override string Description => "multi-class support vector classification";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets) => Margins(outputs, targets).Max(1);

    /// <summary>The margin violation of each class. The difference of the outputs comes first, so that large outputs stay accurate.</summary>
    private static Tensor Margins(Tensor outputs, Tensor targets) =>
        outputs - (targets * outputs).Sum([1], keepAxes: true) + (1 - targets);

    /// <summary>1 at the class that violates the margin most (shared among ties), −1 at the right one; 0 if there is none.</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets)
    {
        var margins = Margins(outputs, targets);
        var largest = Tensor.Equal(margins, margins.Max([1], keepAxes: true)).To(outputs.ElementType);
        return largest / largest.Sum([1], keepAxes: true) - targets;
    }
}
