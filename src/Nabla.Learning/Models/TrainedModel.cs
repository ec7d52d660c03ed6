namespace Nabla.Learning;

/// <summary>A network with all that is needed to use it on raw data: how inputs are scaled, what the outputs mean.</summary>
public sealed record TrainedModel
{
    /// <summary>From standardised inputs [batch, width] to outputs [batch, outputs].</summary>
    public required Sequential Network { get; init; }

    /// <summary>The loss that it was trained with, by name.</summary>
    public required string LossName { get; init; }

    /// <summary>The shape of one example.</summary>
    public required IReadOnlyList<int> ExampleShape { get; init; }

    /// <summary>What the inputs are called.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>What the classes are called; empty for regression.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>What the numbers to predict are called; empty for classification.</summary>
    public required IReadOnlyList<string> TargetNames { get; init; }

    /// <summary>How raw inputs are standardised.</summary>
    public required Standardizer Inputs { get; init; }

    /// <summary>How raw regression targets are standardised.</summary>
    public Standardizer Targets { get; init; } = Standardizer.Identity;

    /// <summary>How many numbers an example has.</summary>
    public int Width => ExampleShape.Aggregate(1, (product, size) => product * size);

    /// <summary>How many outputs there are.</summary>
    public int OutputWidth => ClassNames.Count > 0 ? ClassNames.Count : TargetNames.Count;

    /// <summary>A raw data set as the network was trained on it.</summary>
    /// <exception cref="DataException">It is not of the model's kind: another width, other classes, other targets, features in another order.</exception>
    public DataSet Prepare(DataSet raw)
    {
        if (raw.Width != Width)
            throw new DataException($"{raw.Name}: an example has {raw.Width} numbers, but the model takes {Width}.");
        RequireOrder(raw.Name, raw.FeatureNames);
        if (raw.IsClassification != ClassNames.Count > 0)
            throw new DataException($"{raw.Name}: {(raw.IsClassification ? "it has classes, but the model predicts numbers" : "it has numbers to predict, but the model predicts classes")}.");
        if (raw.OutputWidth != OutputWidth)
            throw new DataException($"{raw.Name}: it has {raw.OutputWidth} {(raw.IsClassification ? "classes" : "targets")}, but the model knows {OutputWidth}.");
        if (!raw.ClassNames.SequenceEqual(ClassNames))
            throw new DataException($"{raw.Name}: its classes are {string.Join(", ", raw.ClassNames)}, but the model's are {string.Join(", ", ClassNames)}.");
        var inputs = Inputs.Apply(raw);
        return raw.IsClassification ? inputs : Targets.ApplyToTargets(inputs);
    }

    /// <summary>Refuses data whose features have the model's names in another order: its weights would meet the wrong numbers. Other names are nobody's mistake.</summary>
    /// <param name="source">Where the data come from, for the message.</param>
    /// <param name="names">What their features are called.</param>
    /// <exception cref="DataException">A feature of the model stands in another place.</exception>
    public void RequireOrder(string source, IReadOnlyList<string> names)
    {
        for (var i = 0; i < Math.Min(names.Count, FeatureNames.Count); i++)
        {
            if (names[i] != FeatureNames[i] && FeatureNames.Contains(names[i]))
                throw new DataException($"{source}: feature {i + 1} is '{names[i]}', but the model takes '{FeatureNames[i]}' there; its features are {string.Join(", ", FeatureNames)}, in this order.");
        }
    }

    /// <summary>The outputs for raw examples, row-major [count, outputs]: probabilities of the classes, or the predicted numbers.</summary>
    /// <param name="features">Row-major [count, width].</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="DataException">The numbers do not make up whole examples.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[] Predict(ReadOnlySpan<float> features, CancellationToken cancellation = default)
    {
        const int Batch = 1000;
        if (features.Length % Width != 0) throw new DataException($"{features.Length} numbers do not make up examples of {Width}.");
        var count = features.Length / Width;
        var scaled = new float[features.Length];
        Inputs.Apply(features, scaled, Width);
        var outputs = new float[count * OutputWidth];
        for (var start = 0; start < count; start += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(Batch, count - start);
            var y = Network.Apply(Tensor.From<float>(scaled.AsSpan(start * Width, rows * Width), [rows, Width]));
            if (ClassNames.Count > 0) y = LossName == "cross-entropy" ? y.Sigmoid() : y.Softmax();
            y.ToArray<float>().CopyTo(outputs, start * OutputWidth);
        }
        if (ClassNames.Count == 0) Targets.Undo([.. outputs], outputs, OutputWidth);
        return outputs;
    }
}
