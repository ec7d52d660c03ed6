namespace Nabla.Learning;

/// <summary>The low-rank change (α / rank) B A of a matrix W [rows, columns]: B is [rows, rank], A is [rank, columns].</summary>
internal sealed class LoraAdapter
{
    public const string GeneratorName = "lora_generator";

    private readonly Dropout? dropout;

    /// <summary>
    /// Creates an adapter that changes nothing: A is uniform between ±1/√columns, which is Kaiming's distribution with the slope √5, and B is 0.
    /// </summary>
    public LoraAdapter(Variable weight, LoraOptions options, Generator generator)
    {
        var (rows, columns, type) = (weight.Shape[0], weight.Shape[1], weight.Type.Element);
        Options = options;
        A = new(Initializer.Uniform(1 / Math.Sqrt(columns)).Draw([options.Rank, columns], generator, type), "lora_a");
        B = new(Tensor.Zeros([rows, options.Rank], type), "lora_b");
        if (options.Dropout > 0) (dropout, Generator) = (new(options.Dropout, generator), generator);
    }

    public LoraOptions Options { get; }

    public Variable A { get; }

    public Variable B { get; }

    public IReadOnlyList<Variable> Variables => [A, B];

    /// <summary>The generator of the masks; null without dropout.</summary>
    public Generator? Generator { get; }

    /// <summary>The change of W.</summary>
    public Tensor Change => B.Value.MatMul(A) * Scale;

    private double Scale => Options.Alpha / Options.Rank;

    /// <summary>The change of the output of a linear layer for rows x.</summary>
    public Tensor OfRows(Tensor x, Module layer)
    {
        if (dropout is not null && layer.IsTraining) x = dropout.Drop(x, x.Shape);
        return x.MatMul(A, transposeB: true).MatMul(B, transposeB: true) * Scale;
    }

    /// <summary>The change of the vectors of an embedding for whole numbers x. Dropout does not apply to them.</summary>
    public Tensor OfClasses(Tensor x, string label) => B.Value.Gather(x, label: label).MatMul(A) * Scale;

    public override string ToString()
    {
        var text = $"lora(rank {Options.Rank}, alpha {NumberText.Of(Options.Alpha)}";
        return Options.Dropout > 0 ? $"{text}, dropout {NumberText.Of(Options.Dropout)})" : text + ")";
    }
}
