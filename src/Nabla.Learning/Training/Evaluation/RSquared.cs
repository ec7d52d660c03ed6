namespace Nabla.Learning;

/// <summary>
/// R², the fraction of the variance that is explained: 1 − Σ(y − t)² / Σ(t − mean of the column)². NaN if the targets of every column are equal.
/// </summary>
public sealed class RSquared : RegressionMetric
{
    // The mean, the sum of squared deviations from it (Welford 1962), and the count of each column.
    private (double Mean, double Squares, long Count)[] columns = [];
    private double residual;

    /// <inheritdoc/>
    public override string Name => "R²";

    /// <inheritdoc/>
    public override double Value => columns.Sum(column => column.Squares) is var total && total > 0 ? 1 - residual / total : double.NaN;

    /// <inheritdoc/>
    public override void Reset() => (columns, residual) = ([], 0);

    /// <inheritdoc/>
    protected override void Begin(int columns)
    {
        if (this.columns.Length == 0) this.columns = new (double, double, long)[columns];
        if (this.columns.Length != columns) throw new DataException($"{Name}: the batches have {this.columns.Length} and {columns} targets.");
    }

    /// <inheritdoc/>
    protected override void Add(double prediction, double target, int column)
    {
        residual += (prediction - target) * (prediction - target);
        var (mean, squares, count) = columns[column];
        var distance = target - mean;
        mean += distance / (count + 1);
        columns[column] = (mean, squares + distance * (target - mean), count + 1);
    }
}
