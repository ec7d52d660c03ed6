namespace Nabla.Learning;

/// <summary>A network with all that is needed to use it on raw data: how inputs are scaled, what the outputs mean.</summary>
public sealed record TrainedModel
{
    /// <summary>From standardized inputs [batch, width] to outputs [batch, outputs].</summary>
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

    /// <summary>How raw inputs are standardized.</summary>
    public required Standardizer Inputs { get; init; }

    /// <summary>The columns of the table that it was trained on; null where the examples came from none.</summary>
    public TableSchema? Schema { get; init; }

    /// <summary>How raw regression targets are standardized.</summary>
    public Standardizer Targets { get; init; } = Standardizer.Identity;

    /// <summary>How many numbers an example has.</summary>
    public int Width => ExampleShape.Aggregate(1, (product, size) => product * size);

    /// <summary>How many outputs there are.</summary>
    public int OutputWidth => ClassNames.Count > 0 ? ClassNames.Count : TargetNames.Count;

    /// <summary>What a table with examples for this model must look like: the one it was trained on, or else the features, and the target where their names or the user tell its place.</summary>
    public TableSchema ExpectedTable => Schema ?? new(Width + 1, Width, Dataset.AreNumbered(FeatureNames) ? null : FeatureNames, null) { IsPlaceKnown = false };

    /// <summary>A network with all that a raw data set says about its use: names, classes and scales. Train it on <see cref="Prepare"/> of that set.</summary>
    /// <param name="network">From [batch, width] to [batch, outputs].</param>
    /// <param name="training">The raw training examples.</param>
    /// <param name="loss">The loss that it is trained with.</param>
    /// <returns>The model; images are scaled as a whole, columns one by one.</returns>
    /// <exception cref="DataException">The examples do not fit the network.</exception>
    public static TrainedModel For(Sequential network, Dataset training, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(loss);
        TrainedModel model = new()
        {
            Network = network,
            LossName = loss.Name,
            ExampleShape = training.ExampleShape,
            FeatureNames = training.FeatureNames,
            ClassNames = training.ClassNames,
            TargetNames = training.TargetNames,
            Schema = training.Schema,
            Inputs = training.ExampleShape.Count > 1 ? Standardizer.FitWhole(training) : Standardizer.FitColumns(training),
            Targets = training.IsClassification ? Standardizer.Identity : Standardizer.FitTargets(training),
        };
        var outputs = network.Forward(Tensor.Zeros([1, model.Width])).Shape;
        return outputs.Equals([1, model.OutputWidth])
            ? model
            : throw new DataException($"{training.Name}: has {model.OutputWidth} {(training.IsClassification ? "classes" : "targets")}, but the network puts out {outputs} for one example.");
    }

    /// <summary>A raw data set as the network was trained on it.</summary>
    /// <exception cref="DataException">It is not of the model's kind: another width, other classes, other targets, features of other names or in another order.</exception>
    public Dataset Prepare(Dataset raw)
    {
        RequireKind(raw);
        var inputs = Inputs.Apply(raw);
        return raw.IsClassification ? inputs : Targets.ApplyToTargets(inputs);
    }

    private void RequireKind(Dataset raw)
    {
        if (raw.Width != Width)
            throw new DataException($"{raw.Name}: an example has {raw.Width} numbers, but the model takes {Width}.");
        if (raw.IsClassification != ClassNames.Count > 0)
            throw new DataException($"{raw.Name}: {(raw.IsClassification ? "it has classes, but the model predicts numbers" : "it has numbers to predict, but the model predicts classes")}.");
        if (raw.OutputWidth != OutputWidth)
            throw new DataException($"{raw.Name}: it has {raw.OutputWidth} {(raw.IsClassification ? "classes" : "targets")}, but the model knows {OutputWidth}.");
        if (!raw.ClassNames.SequenceEqual(ClassNames))
            throw new DataException($"{raw.Name}: its classes are {string.Join(", ", raw.ClassNames)}, but the model's are {string.Join(", ", ClassNames)}.");
        RequireNames(raw);
        if (!raw.IsClassification && !raw.TargetNames.SequenceEqual(TargetNames) && !IsUnnamed(raw.TargetNames) && !IsUnnamed(TargetNames))
            throw new DataException($"{raw.Name}: the targets are {Listing.Of(raw.TargetNames)}, but the model predicts {Listing.Of(TargetNames)}.");
    }

    /// <summary>Columns whose different numbers are no longer told apart after standardizing, a sentence for each: what the network cannot see.</summary>
    /// <param name="raw">A data set of the model's kind.</param>
    /// <exception cref="DataException">It is not of the model's kind.</exception>
    public IReadOnlyList<string> LostDistinctions(Dataset raw)
    {
        RequireKind(raw);
        // What was read in float32 has nothing to lose.
        if (raw.FeatureTable.IsNarrow && raw.TargetTable.IsNarrow) return [];
        var prepared = Prepare(raw);
        var lost = raw.FeatureTable.LostBy(prepared.FeatureTable.Narrow(raw.Name, FeatureNames), FeatureNames);
        return [.. raw.IsClassification ? lost : lost.Concat(raw.TargetTable.LostBy(prepared.TargetTable.Narrow(raw.Name, TargetNames), TargetNames))];
    }

    /// <summary>The outputs for raw examples, row-major [count, outputs]: probabilities of the classes, or the predicted numbers.</summary>
    /// <param name="features">Row-major [count, width].</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="DataException">The numbers do not make up whole examples, or an output is no finite number.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public double[] Predict(ReadOnlySpan<float> features, CancellationToken cancellation = default)
    {
        RequireWhole(features.Length);
        var scaled = new float[features.Length];
        if (scaled.Length > 0) Inputs.Apply(features, scaled, Width);
        return Outputs(scaled, cancellation);
    }

    /// <inheritdoc cref="Predict(ReadOnlySpan{float}, CancellationToken)"/>
    public double[] Predict(ReadOnlySpan<double> features, CancellationToken cancellation = default)
    {
        RequireWhole(features.Length);
        var scaled = new float[features.Length];
        if (scaled.Length > 0) Inputs.Apply(features, scaled, Width);
        return Outputs(scaled, cancellation);
    }

    /// <summary>The root mean square of the differences between predicted and true numbers, over all targets together and in their units.</summary>
    /// <param name="raw">A data set of numbers to predict, of the model's kind.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="DataException">It is not of the model's kind.</exception>
    public double RootMeanSquareError(Dataset raw, CancellationToken cancellation = default)
    {
        var prepared = Prepare(raw);
        if (raw.IsClassification) throw new DataException($"{raw.Name}: has classes, not numbers to predict.");
        var predicted = Outputs(prepared.Features.ToArray(), cancellation);
        var (largest, sum) = (0.0, 0.0);
        for (var i = 0; i < predicted.Length; i++) largest = Math.Max(largest, Math.Abs(predicted[i] - raw.TargetTable[i]));
        if (largest == 0) return 0;
        for (var i = 0; i < predicted.Length; i++) sum += Math.Pow((predicted[i] - raw.TargetTable[i]) / largest, 2);
        return largest * Math.Sqrt(sum / predicted.Length);
    }

    private double[] Outputs(float[] scaled, CancellationToken cancellation)
    {
        const int Batch = 1000;
        var count = scaled.Length / Width;
        var outputs = new float[checked(count * OutputWidth)];
        for (var start = 0; start < count; start += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(Batch, count - start);
            var y = Network.Forward(Tensor.From<float>(scaled.AsSpan(start * Width, rows * Width), [rows, Width]));
            if (ClassNames.Count > 0) y = LossName == "binary-cross-entropy" ? y.Sigmoid() : y.Softmax();
            y.ToArray<float>().CopyTo(outputs, start * OutputWidth);
        }
        var predicted = Array.ConvertAll(outputs, output => (double)output);
        if (ClassNames.Count == 0 && count > 0) Targets.Undo(outputs, predicted, OutputWidth);
        var wrong = Array.FindIndex(predicted, number => !double.IsFinite(number));
        return wrong < 0
            ? predicted
            : throw new DataException($"example {wrong / OutputWidth + 1} of {count}: the network's output is {NumberText.Of(predicted[wrong])}; its numbers are too far from those that the model was trained on, or its weights are no numbers.");
    }

    /// <summary>Whether targets have only the names that are given where there are none.</summary>
    private static bool IsUnnamed(IReadOnlyList<string> names) => names is ["y"] || names.SequenceEqual(Dataset.NumberedNames("y", names.Count));

    private void RequireWhole(int length)
    {
        if (length % Width != 0) throw new DataException($"{length} numbers do not make up examples of {Width}.");
    }

    /// <summary>Refuses features of other names, or in another order: the weights would meet the wrong numbers. Where one side has no names, the number has to do.</summary>
    private void RequireNames(Dataset raw)
    {
        if (raw.FeatureNames.SequenceEqual(FeatureNames) || Dataset.AreNumbered(raw.FeatureNames) || Dataset.AreNumbered(FeatureNames)) return;
        var i = Enumerable.Range(0, Width).First(i => raw.FeatureNames[i] != FeatureNames[i]);
        throw new DataException(
            $"{raw.Name}: feature {i + 1} is '{Printable.Escape(raw.FeatureNames[i])}', but the model takes '{Printable.Escape(FeatureNames[i])}' there; its features are {Listing.Of(FeatureNames)}, in this order.");
    }
}
