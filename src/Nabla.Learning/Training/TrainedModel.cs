namespace Nabla.Learning;

/// <summary>A network with everything needed to apply it to raw data: the scaling of inputs and the meaning of outputs.</summary>
public sealed record TrainedModel
{
    /// <summary>The network, from standardized inputs [batch, width] to outputs [batch, outputs].</summary>
    public required Module Network { get; init; }

    /// <summary>The name of the loss that it was trained with.</summary>
    public required string LossName { get; init; }

    /// <summary>The shape of one example.</summary>
    public required IReadOnlyList<int> ExampleShape { get; init; }

    /// <summary>The names of the features.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The names of the classes; empty for regression.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The names of the regression targets; empty for classification.</summary>
    public required IReadOnlyList<string> TargetNames { get; init; }

    /// <summary>The standardization of raw inputs.</summary>
    public required Standardizer Inputs { get; init; }

    /// <summary>The columns of the table that it was trained on; null if the examples did not come from a table.</summary>
    public TableSchema? Schema { get; init; }

    /// <summary>The standardization of raw regression targets.</summary>
    public Standardizer Targets { get; init; } = Standardizer.Identity;

    /// <summary>The number of values in an example.</summary>
    public int Width => ExampleShape.Aggregate(1, (product, size) => product * size);

    /// <summary>The number of outputs.</summary>
    public int OutputWidth => ClassNames.Count > 0 ? ClassNames.Count : TargetNames.Count;

    /// <summary>
    /// The expected schema of tables with examples for this model: that of the training table if there is one; otherwise the features, and a target in the
    /// column that their names or the user determine.
    /// </summary>
    public TableSchema ExpectedTable =>
        Schema ?? new(Width + 1, Width, Dataset.AreNumbered(FeatureNames) ? null : FeatureNames, null) { IsPlaceKnown = false };

    /// <summary>Combines a network with the names, classes and scales of a raw data set. Train it on <see cref="Prepare"/> of that set.</summary>
    /// <param name="network">The network, from [batch, width] to [batch, outputs].</param>
    /// <param name="training">The raw training examples.</param>
    /// <param name="loss">The loss to train it with.</param>
    /// <returns>The model. Images are scaled as a whole, table columns one by one.</returns>
    /// <exception cref="DataException">The examples do not fit the network.</exception>
    public static TrainedModel Create(Module network, Dataset training, Loss loss)
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
            Inputs = training.ExampleShape.Count > 1 ? Standardizer.FitShared(training) : Standardizer.FitColumns(training),
            Targets = training.IsClassification ? Standardizer.Identity : Standardizer.FitTargets(training),
        };
        var outputs = Probe(network, model.ExampleShape);
        return outputs.Equals([1, model.OutputWidth])
            ? model
            : throw new DataException(
                $"{training.Name}: has {model.OutputWidth} {(training.IsClassification ? "classes" : "targets")}, "
                + $"but the network returns {outputs} for one example.");
    }

    /// <summary>Standardizes a raw data set for the network.</summary>
    /// <exception cref="DataException">The width, classes, targets, or the names or order of the features differ from those of the model.</exception>
    public Dataset Prepare(Dataset raw)
    {
        RequireKind(raw);
        if (raw.MayLack && !Inputs.FillsMissing)
            throw new DataException($"{raw.Name}: values may be missing, but the model was trained without; leave such rows out with --missing drop.");
        var inputs = Inputs.Transform(raw);
        return raw.IsClassification ? inputs : Targets.TransformTargets(inputs);
    }

    /// <summary>Returns the output shape of a network for one example.</summary>
    internal static Shape Probe(Module network, IReadOnlyList<int> exampleShape)
    {
        using var inference = new InferenceScope(network);
        return network.Forward(Tensor.Zeros(Shape.Create([1, .. exampleShape]))).Shape;
    }

    private void RequireKind(Dataset raw)
    {
        if (raw.Width != Width)
            throw new DataException($"{raw.Name}: an example has {raw.Width} numbers, but the model takes {Width}.");
        if (raw.IsClassification != ClassNames.Count > 0)
        {
            throw new DataException(
                raw.IsClassification
                    ? $"{raw.Name}: it has classes, but the model predicts numbers."
                    : $"{raw.Name}: it has numbers to predict, but the model predicts classes.");
        }
        if (raw.OutputWidth != OutputWidth)
            throw new DataException($"{raw.Name}: it has {raw.OutputWidth} {(raw.IsClassification ? "classes" : "targets")}, but the model has {OutputWidth}.");
        if (!raw.ClassNames.SequenceEqual(ClassNames))
            throw new DataException($"{raw.Name}: its classes are {string.Join(", ", raw.ClassNames)}, but the model's are {string.Join(", ", ClassNames)}.");
        RequireNames(raw);
        if (!raw.IsClassification && !raw.TargetNames.SequenceEqual(TargetNames) && !IsUnnamed(raw.TargetNames) && !IsUnnamed(TargetNames))
            throw new DataException($"{raw.Name}: the targets are {Listing.Of(raw.TargetNames)}, but the model predicts {Listing.Of(TargetNames)}.");
    }

    /// <summary>Returns a sentence for each column with distinct values that standardizing makes equal, which the network cannot distinguish.</summary>
    /// <param name="raw">A data set that matches the model.</param>
    /// <exception cref="DataException">The data set does not match the model.</exception>
    public IReadOnlyList<string> LostDistinctions(Dataset raw)
    {
        RequireKind(raw);
        // Data read as float32 cannot lose precision.
        if (raw.FeatureTable.IsNarrow && raw.TargetTable.IsNarrow) return [];
        var prepared = Prepare(raw);
        var lost = raw.FeatureTable.LostBy(prepared.FeatureTable.Narrow(raw.Name, FeatureNames), FeatureNames);
        return [.. raw.IsClassification ? lost : lost.Concat(raw.TargetTable.LostBy(prepared.TargetTable.Narrow(raw.Name, TargetNames), TargetNames))];
    }

    /// <summary>Returns the outputs for raw examples, row-major [count, outputs]: class probabilities or predicted values.</summary>
    /// <param name="features">The features, row-major [count, width].</param>
    /// <param name="cancellation">Cancels the prediction.</param>
    /// <exception cref="DataException">The values do not make up whole examples, or an output is not finite.</exception>
    /// <exception cref="OperationCanceledException">The prediction was canceled.</exception>
    public double[] Predict(ReadOnlySpan<float> features, CancellationToken cancellation = default)
    {
        RequireWhole(features.Length);
        RequireNoneMissing(features);
        var scaled = new float[features.Length];
        if (scaled.Length > 0) Inputs.Transform(features, scaled, Width);
        return Outputs(scaled, cancellation);
    }

    /// <inheritdoc cref="Predict(ReadOnlySpan{float}, CancellationToken)"/>
    public double[] Predict(ReadOnlySpan<double> features, CancellationToken cancellation = default)
    {
        RequireWhole(features.Length);
        RequireNoneMissing(features);
        var scaled = new float[features.Length];
        if (scaled.Length > 0) Inputs.Transform(features, scaled, Width);
        return Outputs(scaled, cancellation);
    }

    /// <summary>Returns the root mean square error of the predictions over all targets, in their units.</summary>
    /// <param name="raw">A regression data set that matches the model.</param>
    /// <param name="cancellation">Cancels the prediction.</param>
    /// <exception cref="DataException">The data set does not match the model.</exception>
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
        var loss = Loss.FromName(LossName);
        using var inference = new InferenceScope(Network);
        var count = scaled.Length / Width;
        var outputs = new float[checked(count * OutputWidth)];
        for (var start = 0; start < count; start += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(Batch, count - start);
            var y = Network.Forward(Tensor.From<float>(scaled.AsSpan(start * Width, rows * Width), Shape.Create([rows, .. ExampleShape])));
            if (ClassNames.Count > 0) y = loss.Probabilities(y);
            y.ToArray<float>().CopyTo(outputs, start * OutputWidth);
        }
        var predicted = Array.ConvertAll(outputs, output => (double)output);
        if (ClassNames.Count == 0 && count > 0) Targets.InverseTransform(outputs, predicted, OutputWidth);
        var wrong = Array.FindIndex(predicted, number => !double.IsFinite(number));
        return wrong < 0
            ? predicted
            : throw new DataException(
                $"example {wrong / OutputWidth + 1} of {count}: the network's output is {NumberText.Of(predicted[wrong])}; "
                + "the example is too far from the training data, or the weights are not finite.");
    }

    /// <summary>True if targets have the default names.</summary>
    private static bool IsUnnamed(IReadOnlyList<string> names) => names is ["y"] || names.SequenceEqual(Dataset.NumberedNames("y", names.Count));

    private void RequireNoneMissing<T>(ReadOnlySpan<T> features)
        where T : System.Numerics.IFloatingPointIeee754<T>
    {
        if (Inputs.FillsMissing) return;
        for (var i = 0; i < features.Length; i++)
        {
            if (!T.IsNaN(features[i])) continue;
            throw new DataException(
                $"example {i / Width + 1}: feature '{Printable.Escape(FeatureNames[i % Width])}' is missing, but the model was trained without missing values; "
                + "fill it in, or leave such rows out with --missing drop.");
        }
    }

    private void RequireWhole(int length)
    {
        if (length % Width != 0) throw new DataException($"{length} numbers do not make up examples of {Width}.");
    }

    /// <summary>Rejects features with other names or in another order. If one side has no names, only the number of features is compared.</summary>
    private void RequireNames(Dataset raw)
    {
        if (raw.FeatureNames.SequenceEqual(FeatureNames) || Dataset.AreNumbered(raw.FeatureNames) || Dataset.AreNumbered(FeatureNames)) return;
        var i = Enumerable.Range(0, Width).First(i => raw.FeatureNames[i] != FeatureNames[i]);
        throw new DataException(
            $"{raw.Name}: feature {i + 1} is '{Printable.Escape(raw.FeatureNames[i])}', but the model takes '{Printable.Escape(FeatureNames[i])}' there; "
            + $"its features are {Listing.Of(FeatureNames)}, in this order.");
    }
}
