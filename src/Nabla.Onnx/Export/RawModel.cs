using Nabla.Learning;

namespace Nabla.Onnx;

/// <summary>A trained model from raw features to predictions, as a function of tensors.</summary>
internal static class RawModel
{
    /// <summary>Returns class probabilities or values in the units of the targets.</summary>
    public static Tensor Forward(TrainedModel model, Tensor x)
    {
        var y = ForwardRecord.Observe("", model.Network, Standardized(model.Inputs, x));
        if (model.ClassNames.Count > 0) return Loss.FromName(model.LossName).Probabilities(y);
        // In float64, as everywhere in a standardizer.
        var (mean, scale) = (Row(model.Targets.Mean, y.Shape), Row(model.Targets.Scale, y.Shape));
        return (y.To(ElementType.Float64) * scale + mean).To(ElementType.Float32);
    }

    /// <summary>Adds the names of a model to the metadata.</summary>
    public static OnnxExportOptions Describe(TrainedModel model, OnnxExportOptions options)
    {
        var metadata = new Dictionary<string, string>(options.Metadata, StringComparer.Ordinal);
        Add("features", model.FeatureNames);
        Add("classes", model.ClassNames);
        Add("targets", model.TargetNames);
        return options with { Metadata = metadata };

        void Add(string key, IReadOnlyList<string> names)
        {
            if (names.Count > 0) metadata.TryAdd(key, string.Join("\n", names));
        }
    }

    private static Tensor Standardized(Standardizer standardizer, Tensor x)
    {
        var (mean, scale) = (Row(standardizer.Mean, x.Shape), Row(standardizer.Scale, x.Shape));
        var y = x.To(ElementType.Float64);
        // A missing value is NaN, which differs from itself, and stands for the mean.
        if (standardizer.FillsMissing) y = Tensor.Where(Tensor.NotEqual(y, y), mean, y);
        return ((y - mean) / scale).To(ElementType.Float32);
    }

    /// <summary>Numbers for every column, or one for all.</summary>
    private static Tensor Row(IReadOnlyList<double> numbers, Shape shape) => numbers.Count == 1
        ? Tensor.From([numbers[0]], Shape.Scalar)
        : Tensor.From([.. numbers], Shape.Create(shape.AsSpan()[1..]));
}
