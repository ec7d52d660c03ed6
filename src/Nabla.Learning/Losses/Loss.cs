namespace Nabla.Learning;

/// <summary>L(t, y): what an output y costs when t is right. The lower, the better.</summary>
public abstract class Loss
{
    /// <summary>All losses that can be minimized, by the names that the command line takes.</summary>
    public static IReadOnlyList<Loss> All { get; } =
    [
        new CrossEntropyLoss(), new BinaryCrossEntropyLoss(), new SquaredErrorLoss(), new MeanSquaredErrorLoss(), new AbsoluteErrorLoss(), new HuberLoss(),
        new HingeLoss(), new MultiClassHingeLoss(),
    ];

    /// <summary>The name: <c>squared-error</c>. Model files and the command line use it.</summary>
    public abstract string Name { get; }

    /// <summary>Other names that <see cref="FromName"/> takes, such as those of the lecture.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>What minimizing it is in statistics: <c>least-squares regression</c>.</summary>
    public abstract string Meaning { get; }

    /// <summary>True where the loss has a meaning for numbers to be met, false where it is about classes only.</summary>
    public virtual bool FitsRegression => false;

    /// <summary>The loss of every example: [batch] from targets and outputs of shape [batch, outputs], summed over the outputs.</summary>
    /// <param name="targets">The targets, encoded by <see cref="Encode"/> where they are classes.</param>
    /// <param name="outputs">The outputs of the network, without a final nonlinearity.</param>
    /// <exception cref="OperationException">The shapes or element types do not fit.</exception>
    public abstract Tensor PerExample(Tensor outputs, Tensor targets);

    /// <summary>∂L/∂y of every example, of the type of <paramref name="outputs"/>: where the lecture's backward pass starts.</summary>
    /// <remarks>The losses of this library write it down; one that does not gets it from reverse mode.</remarks>
    /// <param name="targets">The targets, as for <see cref="PerExample"/>.</param>
    /// <param name="outputs">The outputs of the network.</param>
    public virtual Tensor Derivative(Tensor outputs, Tensor targets) => Nabla.Derivative.Gradient(outputs => PerExample(outputs, targets).Sum())(outputs);

    /// <summary>The mean over the examples of a batch.</summary>
    /// <exception cref="OperationException">The shapes or element types do not fit.</exception>
    public Tensor Mean(Tensor outputs, Tensor targets)
    {
        if (targets.Type != outputs.Type || outputs.Rank != 2)
            throw new ShapeException(Name, $"targets and outputs must be of one type [batch, outputs]: targets are {targets.Type}, outputs {outputs.Type}.", [targets.Type, outputs.Type]);
        return PerExample(outputs, targets).Mean();
    }

    /// <summary>Classes 0 … classes − 1, of shape [batch], as targets [batch, classes]: 1 for the class and 0 for the others.</summary>
    public virtual Tensor Encode(Tensor labels, int classes, ElementType type = ElementType.Float32) => labels.OneHot(classes, type);

    /// <summary>The loss of that name or alias: one of <see cref="All"/>, or <see cref="MisclassificationLoss"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static Loss FromName(string name) => All.Append(new MisclassificationLoss()).FirstOrDefault(loss => loss.Name == name || loss.Aliases.Contains(name))
        ?? throw new ArgumentException($"There is no loss '{name}'; there are {string.Join(", ", All.Select(loss => loss.Name))}.", nameof(name));
}
