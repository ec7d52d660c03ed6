using System.Collections.Concurrent;

namespace Nabla.Learning;

/// <summary>
/// A CSV file of any size as a source: it is read anew in every epoch, and only a few rows are in memory at a time. <see cref="Open"/> reads it once to check
/// every field, to count the rows, and to find classes, means and deviations; features are standardized with these.
/// </summary>
/// <remarks>
/// Fields mean the same as for <see cref="CsvDataset"/>. What needs all rows at once is not checked: that different numbers stay different in 64 bits.
/// A thread of its own reads the rows ahead.
/// </remarks>
public sealed class CsvStream : RowSource, INamedClasses
{
    private const int BlocksAhead = 8;
    private readonly string path;
    private readonly CsvOptions options;
    private readonly Dictionary<string, int>? labels;

    private CsvStream(string path, CsvOptions options, CsvScan scan)
    {
        (this.path, this.options) = (path, options);
        (Name, Count, ClassNames, FeatureNames) = (scan.Name, scan.Count, scan.ClassNames, scan.FeatureNames);
        (TargetName, Schema, Inputs, Targets) = (scan.TargetName, scan.Schema, scan.Inputs, scan.Targets);
        labels = ClassNames.Count > 0 ? ClassNames.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal) : null;
        ExampleShape = [Inputs.Mean.Count];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> ExampleShape { get; }

    /// <inheritdoc/>
    public override int OutputWidth => IsClassification ? ClassNames.Count : 1;

    /// <inheritdoc/>
    public override bool IsClassification => ClassNames.Count > 0;

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>The names of the classes; empty for numbers to predict.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The names of the features; "x1", "x2", … if the file has none.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The name of the target; "y" if the file has none.</summary>
    public string TargetName { get; }

    /// <summary>The columns of the file, for a <see cref="TrainedModel"/>.</summary>
    public TableSchema Schema { get; }

    /// <summary>The standardization of the features, which the batches have gone through.</summary>
    public Standardizer Inputs { get; }

    /// <summary>The standardization of the target, which the batches have gone through; the identity for classes.</summary>
    public Standardizer Targets { get; }

    /// <summary>Opens a file, and reads it once.</summary>
    /// <param name="path">The file, plain or gzip. It must not change while the source is in use.</param>
    /// <param name="options">How to read it, without a file of targets; null takes the last column as the target and detects everything else.</param>
    /// <param name="shuffleBuffer">The number of rows from which a random order draws.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <exception cref="DataException">Something in the file is invalid: the message names file, line and column.</exception>
    /// <exception cref="OperationCanceledException">The reading was canceled.</exception>
    public static CsvStream Open(string path, CsvOptions? options = null, int shuffleBuffer = 10_000, CancellationToken cancellation = default)
    {
        options ??= new();
        if (options.TargetFile is not null) throw new DataException($"{path}: a stream has its targets in the file itself; load the table as a whole instead.");
        return new(path, options, CsvScan.Of(path, options, cancellation)) { ShuffleBuffer = shuffleBuffer };
    }

    /// <summary>Returns the model of a network trained on this source.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss that it was trained with.</param>
    public TrainedModel ModelOf(Module network, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return new()
        {
            Network = network,
            LossName = loss.Name,
            ExampleShape = ExampleShape,
            FeatureNames = FeatureNames,
            ClassNames = ClassNames,
            TargetNames = IsClassification ? [] : [TargetName],
            Inputs = Inputs,
            Targets = Targets,
            Schema = Schema,
        };
    }

    internal override IEnumerable<RowBlock> Blocks()
    {
        using var stop = new CancellationTokenSource();
        using var blocks = new BlockingCollection<RowBlock>(BlocksAhead);
        var reader = Task.Factory.StartNew(() => Read(blocks, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var block in blocks.GetConsumingEnumerable()) yield return block;
            reader.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            Task.WhenAny(reader).GetAwaiter().GetResult();
        }
    }

    private void Read(BlockingCollection<RowBlock> blocks, CancellationToken stop)
    {
        try
        {
            CsvDataset.Stream(path, options with { Schema = Schema, ClassNames = ClassNames.Count > 0 ? ClassNames : null, Missing = Schema.Missing }, table =>
            {
                if (table.Lines.Count > 0) blocks.Add(BlockOf(table), stop);
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody wants the rest.
        }
        finally
        {
            blocks.CompleteAdding();
        }
    }

    private RowBlock BlockOf(CsvTable table)
    {
        var (features, count, width) = (table.Features(), table.Lines.Count, ExampleShape[0]);
        var block = RowBlock.Create(count, width, OutputWidth, IsClassification);
        block.Count = count;
        Inputs.Transform(features, block.Features.AsSpan(0, count * width), width);
        if (IsClassification)
        {
            for (var row = 0; row < count; row++) block.Labels[row] = LabelOf(table, row);
            return block;
        }
        var values = new double[count];
        for (var row = 0; row < count; row++) values[row] = CsvNumber.Read(table, table.Texts[row], table.Lines[row], table.TextColumn);
        Targets.Transform(values, block.Targets.AsSpan(0, count), 1);
        return block;
    }

    private int LabelOf(CsvTable table, int row)
    {
        var text = table.Texts[row];
        return labels!.TryGetValue(text, out var label) || labels.TryGetValue(NumberText.Canonical(text, table.Decimal) ?? text, out label)
            ? label
            : throw new DataException(
                $"{table.Place(table.Lines[row], table.TextColumn)}: {CsvNumber.Quote(text)} is not one of the classes {Listing.Of(ClassNames)}; "
                + "has the file changed?");
    }
}
