namespace Nabla.Learning;

/// <summary>A data set as tensors, from which mini-batches are gathered.</summary>
internal sealed class Examples
{
    private readonly Dataset data;
    private readonly Loss loss;
    private readonly Tensor features;
    private readonly Tensor targets;

    public Examples(Dataset data, Loss loss)
    {
        this.data = data;
        this.loss = loss;
        features = Tensor.From(data.Features.Span, [data.Count, data.Width]);
        targets = data.IsClassification
            ? Tensor.From(data.Labels.Span).To(ElementType.Int64).Evaluate()
            : Tensor.From(data.Targets.Span, [data.Count, data.OutputWidth]);
    }

    /// <summary>Features [rows, width], targets [rows, outputs] as the loss wants them, and labels [rows] where there are classes.</summary>
    public (Tensor X, Tensor T, Tensor? Labels) Batch(int[] rows)
    {
        var indices = Tensor.From(rows);
        var x = features.Gather(indices);
        var t = targets.Gather(indices);
        return data.IsClassification ? (x, loss.Encode(t, data.OutputWidth), t) : (x, t, null);
    }

    /// <summary>The sum of squared differences of the regression targets from their means.</summary>
    public double Variation()
    {
        var wide = targets.To(ElementType.Float64);
        return (wide - wide.Mean([0], keepAxes: true)).Square().Sum().ToDouble();
    }
}
