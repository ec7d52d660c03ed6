namespace Nabla.Learning;

/// <summary>
/// Several optimizers, each for some of the parameters: other rates for the layers of a pre-trained network, or weight decay for some of them. The learning
/// rate is a factor, 1 at first, by which the rates of all groups are multiplied, so that a schedule applies to all.
/// </summary>
public sealed class ParameterGroups : Optimizer
{
    private readonly Optimizer[] groups;
    private readonly double[] rates;
    private readonly (int Group, int Index)[] places;

    /// <summary>Creates an optimizer from one for each group.</summary>
    /// <param name="groups">The optimizers of the groups. Their gradient transformations belong to the whole and must be empty.</param>
    /// <exception cref="ArgumentException">There are no groups, two share a parameter, or one has gradient transformations.</exception>
    public ParameterGroups(params IReadOnlyList<Optimizer> groups)
        : base([.. (groups ?? throw new ArgumentNullException(nameof(groups))).SelectMany(group => group.Parameters)], 1)
    {
        this.groups = [.. groups];
        rates = Array.ConvertAll(this.groups, group => group.LearningRate);
        places = [.. this.groups.SelectMany((group, i) => group.Parameters.Select((_, index) => (i, index)))];
        for (var i = 0; i < this.groups.Length; i++)
        {
            if (this.groups[i].Transformations.Count > 0)
                throw new ArgumentException($"parameter groups: group {i} has gradient transformations; add them to the whole.", nameof(groups));
            AddState($"group{i}.", this.groups[i]);
        }
    }

    /// <summary>The optimizers of the groups.</summary>
    public IReadOnlyList<Optimizer> Groups => groups;

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        foreach (var group in groups) Begin(group);
    }

    /// <inheritdoc/>
    protected override void Update(int index, Variable parameter, Tensor gradient) => UpdateOf(groups[places[index].Group], places[index].Index, gradient);

    private protected override void OnLearningRate(double learningRate)
    {
        // Called by the base constructor too, before there are groups.
        for (var i = 0; i < (groups?.Length ?? 0); i++) groups![i].LearningRate = rates[i] * learningRate;
    }
}
