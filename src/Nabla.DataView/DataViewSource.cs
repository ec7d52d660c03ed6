using Microsoft.ML;
using Nabla.Learning;

namespace Nabla.DataView;

/// <summary>Converts between the data sets of Nabla and the data views of ML.NET.</summary>
public static class DataViewSource
{
    /// <summary>The name of the column of features in a data view made from a source of Nabla.</summary>
    public const string FeaturesName = "Features";

    /// <summary>The name of its column of labels.</summary>
    public const string LabelName = "Label";

    /// <summary>Reads all rows of a data view into a data set.</summary>
    /// <param name="view">The view.</param>
    /// <param name="featureColumns">
    /// The columns of features, in this order: numbers of any type, true and false as 1 and 0, or vectors of them of known size.
    /// </param>
    /// <param name="labelColumn">
    /// The column to predict. A key is a class, in the order of the keys and with their values as names; text, true and false are classes; numbers are
    /// classes or values to predict as <paramref name="task"/> says.
    /// </param>
    /// <param name="task">The kind of target; <see cref="LearningTask.Auto"/> decides as for tables.</param>
    /// <param name="name">The name of the data set in messages.</param>
    /// <returns>
    /// Examples in the shape of the vector if there is one column of features, otherwise of shape [number of features]. Values keep float64 precision until
    /// they are standardized.
    /// </returns>
    /// <exception cref="DataException">
    /// There is no such column, its type is not supported, a value is missing or not finite, or there are no rows. The message names row, counted from 1,
    /// and column.
    /// </exception>
    public static Dataset ToDataset(
        IDataView view, IReadOnlyList<string> featureColumns, string labelColumn, LearningTask task = LearningTask.Auto, string name = "data view")
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(featureColumns);
        ArgumentNullException.ThrowIfNull(labelColumn);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (featureColumns.Count == 0) throw new ArgumentException("There must be at least one column of features.", nameof(featureColumns));
        if (featureColumns.Contains(labelColumn))
            throw new DataException($"{name}: column '{Printable.Escape(labelColumn)}' cannot be both feature and label.");
        return new DataViewReader(name, view, featureColumns, labelColumn).Read(task);
    }

    /// <summary>
    /// Exposes a data set as a data view: a vector "Features" of <see cref="float"/> with the names of the features, and "Label": a key with the names of the
    /// classes, or a <see cref="float"/>, or a vector of several targets.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <returns>A view in the order of the set. It cannot shuffle rows itself; ML.NET does so where a trainer needs it.</returns>
    public static IDataView ToDataView(this Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new BatchSourceView(data, data.FeatureNames, data.ClassNames, data.TargetNames);
    }

    /// <summary>
    /// Exposes a source of batches as a data view, as <see cref="ToDataView(Dataset)"/> does; examples in float64 are rounded to <see cref="float"/>. Batches
    /// are asked for while rows are read, in their original order, and by every pass anew.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="classNames">The names of its classes, as annotation of the keys; null for none.</param>
    /// <exception cref="ArgumentException">The number of names is not the number of classes.</exception>
    public static IDataView ToDataView(this IBatchSource source, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (classNames is not null && classNames.Count != (source.IsClassification ? source.OutputWidth : 0))
            throw new ArgumentException($"{classNames.Count} names are not one for each class.", nameof(classNames));
        return new BatchSourceView(source, null, classNames ?? [], []);
    }
}
