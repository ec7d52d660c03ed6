using System.Collections.Concurrent;

namespace Nabla.Learning;

/// <summary>L(y, t): the cost of output y for target t. Lower is better.</summary>
public abstract class Loss
{
    private static readonly ConcurrentDictionary<string, Loss> Registered = new(StringComparer.Ordinal);

    /// <summary>All losses that can be minimized, as accepted by the command line.</summary>
    public static IReadOnlyList<Loss> All { get; } =
    [
        new CrossEntropyLoss(), new BinaryCrossEntropyLoss(), new SquaredErrorLoss(), new MeanSquaredErrorLoss(), new AbsoluteErrorLoss(), new HuberLoss(),
        new HingeLoss(), new MultiClassHingeLoss(), new FocalLoss(), new KullbackLeiblerLoss(), new NegativeLogLikelihoodLoss(), new PoissonLoss(),
    ];

    /// <summary>The name, such as <c>squared-error</c>, used in model files and on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Other names accepted by <see cref="FromName"/>, such as those of the lecture.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>The statistical meaning of minimizing it, such as <c>least-squares regression</c>.</summary>
    public abstract string Description { get; }

    /// <summary>True if the loss applies to numeric targets, false if only to classes.</summary>
    public virtual bool IsRegression => false;

    /// <summary>Class probabilities from the outputs of a network that was trained with this loss; softmax unless the loss says otherwise.</summary>
    /// <param name="outputs">[batch, classes].</param>
    public virtual Tensor Probabilities(Tensor outputs) => outputs.Softmax();

    /// <summary>Registers a loss of your own, so that <see cref="FromName"/> finds it and model files trained with it can be loaded.</summary>
    /// <exception cref="ArgumentException">Another loss has that name.</exception>
    public static void Register(Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (All.Any(other => other.Name == loss.Name || other.Aliases.Contains(loss.Name)) || !Registered.TryAdd(loss.Name, loss))
            throw new ArgumentException($"A loss '{loss.Name}' is already registered.", nameof(loss));
    }

    /// <summary>True if <see cref="FromName"/> knows the name.</summary>
    internal static bool IsKnown(string name) => Find(name) is not null;

    /// <summary>The loss of every example: [batch] from targets and outputs of shape [batch, outputs], summed over the outputs.</summary>
    /// <param name="outputs">The outputs of the network, without a final nonlinearity.</param>
    /// <param name="targets">The targets, encoded by <see cref="Encode"/> if they are classes.</param>
    /// <exception cref="OperationException">The shapes or element types do not fit.</exception>
    public abstract Tensor PerExample(Tensor outputs, Tensor targets);

    /// <summary>∂L/∂y of every example, of the type of <paramref name="outputs"/>: the start of the lecture's backward pass.</summary>
    /// <remarks>The losses of this library override it with a formula; the default uses reverse mode.</remarks>
    /// <param name="outputs">The outputs of the network.</param>
    /// <param name="targets">The targets, as for <see cref="PerExample"/>.</param>
    public virtual Tensor Derivative(Tensor outputs, Tensor targets) => Nabla.Derivative.Gradient(outputs => PerExample(outputs, targets).Sum())(outputs);

    /// <summary>The mean over the examples of a batch.</summary>
    /// <param name="outputs">The outputs of the network, [batch, outputs]; or [batch, …, outputs], where every step of a sequence counts as an example.</param>
    /// <param name="targets">
    /// Targets of the type of the outputs, or class indices: integers of their shape without the last axis, which are encoded first.
    /// </param>
    /// <exception cref="ShapeException">The shapes or element types do not fit.</exception>
    public Tensor Mean(Tensor outputs, Tensor targets)
    {
        if (outputs.Rank > 2 && (targets.Type == outputs.Type || targets.Shape.AsSpan().SequenceEqual(outputs.Shape.AsSpan()[..^1])))
        {
            targets = targets.Rank == outputs.Rank ? targets.Reshape(-1, outputs.Shape[^1]) : targets.Reshape(-1);
            outputs = outputs.Reshape(-1, outputs.Shape[^1]);
        }
        if (outputs.Rank == 2 && targets.ElementType.IsInteger() && targets.Shape.Equals([outputs.Shape[0]]))
            targets = Encode(targets, outputs.Shape[1], outputs.ElementType);
        if (targets.Type != outputs.Type || outputs.Rank != 2)
        {
            throw new ShapeException(
                Name,
                "targets and outputs must both be of one type [batch, outputs], or targets class indices [batch]: "
                + $"targets are {targets.Type}, outputs {outputs.Type}.",
                [targets.Type, outputs.Type]);
        }
        return Average(PerExample(outputs, targets), targets);
    }

    /// <summary>Combines the losses of a batch into one: their mean, unless examples have weights.</summary>
    private protected virtual Tensor Average(Tensor losses, Tensor targets) => losses.Mean();

    /// <summary>Encodes classes 0 … classes − 1, of shape [batch], as targets [batch, classes]: 1 for the class and 0 for the others.</summary>
    public virtual Tensor Encode(Tensor labels, int classes, ElementType type = ElementType.Float32) => labels.OneHot(classes, type, Name);

    /// <summary>The loss with that name or alias: one of <see cref="All"/>, or <see cref="MisclassificationLoss"/>.</summary>
    /// <exception cref="ArgumentException">There is no such loss; the message lists the available ones.</exception>
    public static Loss FromName(string name) => Find(name)
        ?? throw new ArgumentException($"Unknown loss '{name}'; the losses are {string.Join(", ", All.Select(loss => loss.Name))}.", nameof(name));

    private static Loss? Find(string name) => All.Append(new MisclassificationLoss()).Concat(Registered.Values)
        .FirstOrDefault(loss => loss.Name == name || loss.Aliases.Contains(name));
}
