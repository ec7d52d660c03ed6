using System.Globalization;

namespace Nabla.Learning;

/// <summary>Options of low-rank adapters; see <see cref="Lora"/>.</summary>
public sealed record LoraOptions
{
    /// <summary>The rank of the change, at least 1 and at most the smaller size of each layer's matrix.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>α, a number above 0: the change is multiplied by α / rank, so that the learning rate can stay when the rank changes.</summary>
    public double Alpha { get; init; } = 8;

    /// <summary>
    /// The probability, in [0, 1), with which inputs of the adapters of linear layers are dropped in training. Embeddings have no such inputs.
    /// </summary>
    public double Dropout { get; init; }

    /// <summary>
    /// Patterns of the paths of the layers to adapt, linear layers and embeddings, as those of <see cref="Module.Freeze(IReadOnlyList{string})"/>; null for all
    /// linear layers.
    /// </summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"LoraOptions {{ Rank = {Rank}, Alpha = {Alpha}, Dropout = {Dropout}, Layers = {(Layers is null ? "all linear" : string.Join(", ", Layers))} }}");

    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal void Check()
    {
        if (Rank < 1) throw Problem(NumberText.Of(Rank), "the rank must be at least 1");
        if (!(Alpha > 0 && double.IsFinite(Alpha))) throw Problem(NumberText.Of(Alpha), "alpha must be a number above 0");
        if (!(Dropout >= 0 && Dropout < 1)) throw Problem(NumberText.Of(Dropout), "the dropout must be at least 0 and less than 1");

        static ArgumentOutOfRangeException Problem(string value, string text) => new("options", value, $"lora: {text}.");
    }
}
