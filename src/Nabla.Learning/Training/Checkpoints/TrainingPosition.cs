namespace Nabla.Learning;

/// <summary>Where a training run stands: what its loop counts and sums up, besides the network and the state of the rule.</summary>
internal sealed class TrainingPosition
{
    private const int ResultLength = 7;

    /// <summary>The epoch, from 1; after the last one the run is complete.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>The batches of the epoch that are done.</summary>
    public int Batch { get; set; }

    /// <summary>The steps of the run that are done.</summary>
    public long Step { get; set; }

    /// <summary>The examples of the run that are done.</summary>
    public long Examples { get; set; }

    /// <summary>The examples of the epoch that are done.</summary>
    public int Count { get; set; }

    /// <summary>The labels of the epoch that were judged.</summary>
    public long Labels { get; set; }

    /// <summary>The sum of the objective over the examples of the epoch.</summary>
    public double Loss { get; set; }

    /// <summary>The number of correct outputs in the epoch.</summary>
    public double Correct { get; set; }

    /// <summary>The loss before the first step.</summary>
    public double InitialLoss { get; set; } = double.NaN;

    /// <summary>The objective in the first step.</summary>
    public double FirstError { get; set; } = double.NaN;

    /// <summary>The learning rate of the run, which the schedule multiplies.</summary>
    public double Rate { get; set; }

    /// <summary>The present learning rate.</summary>
    public double PresentRate { get; set; }

    /// <summary>The least validation loss.</summary>
    public double Best { get; set; } = double.PositiveInfinity;

    /// <summary>The epoch of the validation with the least loss; 0 before one.</summary>
    public int BestEpoch { get; set; }

    /// <summary>The validations since the one with the least loss.</summary>
    public int SinceBest { get; set; }

    /// <summary>The duration of the run in seconds.</summary>
    public double Seconds { get; set; }

    /// <summary>The duration of the epoch in seconds.</summary>
    public double EpochSeconds { get; set; }

    /// <summary>The results of the completed epochs.</summary>
    public List<EpochResult> Results { get; } = [];

    /// <summary>False if the loss of this epoch or the last one is not finite: the run has diverged.</summary>
    public bool IsFinite => double.IsFinite(Loss) && (Results.Count == 0 || double.IsFinite(Results[^1].Training.Loss));

    /// <summary>Begins the next epoch.</summary>
    public void BeginNext()
    {
        Epoch++;
        (Batch, Count, Labels, Loss, Correct, EpochSeconds) = (0, 0, 0, 0, 0, 0);
    }

    /// <summary>Returns the position as variables, to be written with others.</summary>
    public (string Name, Variable Variable)[] ToVariables() =>
    [
        ("counts", new(Tensor.From<long>([Epoch, Batch, Step, Examples, Count, Labels, SinceBest, BestEpoch]))),
        ("sums", new(Tensor.From<double>([Loss, Correct, InitialLoss, FirstError, Rate, PresentRate, Best, Seconds, EpochSeconds]))),
        ("results", new(Tensor.From<double>([.. Results.SelectMany(Numbers)], Shape.Create([Results.Count, ResultLength])))),
    ];

    /// <summary>Sets the position from variables like those of <see cref="ToVariables"/>.</summary>
    public void Set(ReadOnlySpan<long> counts, ReadOnlySpan<double> sums, ReadOnlySpan<double> results)
    {
        (Epoch, Batch, Step, Examples, Count, Labels) = ((int)counts[0], (int)counts[1], counts[2], counts[3], (int)counts[4], counts[5]);
        (SinceBest, BestEpoch) = ((int)counts[6], (int)counts[7]);
        (Loss, Correct, InitialLoss, FirstError, Rate, PresentRate) = (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
        (Best, Seconds, EpochSeconds) = (sums[6], sums[7], sums[8]);
        Results.Clear();
        for (; results.Length >= ResultLength; results = results[ResultLength..])
        {
            var validation = results[3] == 0 ? (Metrics?)null : new(results[4], results[5]);
            Results.Add(new((int)results[0], new(results[1], results[2]), validation, results[6]));
        }
    }

    private static double[] Numbers(EpochResult result) =>
    [
        result.Epoch, result.Training.Loss, result.Training.Score, result.Validation is null ? 0 : 1, result.Validation?.Loss ?? 0,
        result.Validation?.Score ?? 0, result.Seconds,
    ];
}
