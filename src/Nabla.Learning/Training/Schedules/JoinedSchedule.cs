namespace Nabla.Learning;

/// <summary>Follows several schedules one after the other, each over a part of the run.</summary>
public sealed class JoinedSchedule : ILearningRateSchedule
{
    private readonly (double Fraction, ILearningRateSchedule Schedule)[] parts;

    /// <summary>Creates a schedule.</summary>
    /// <param name="parts">The schedules, each with the fraction of the run that it takes. The fractions sum to 1.</param>
    /// <exception cref="ArgumentException">There are no parts, or the fractions are not positive or do not sum to 1.</exception>
    public JoinedSchedule(params IReadOnlyList<(double Fraction, ILearningRateSchedule Schedule)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0 || parts.Any(part => !(part.Fraction > 0)) || Math.Abs(parts.Sum(part => part.Fraction) - 1) > 1e-9)
            throw new ArgumentException("joined schedule: the fractions of the parts must be positive and sum to 1.", nameof(parts));
        this.parts = [.. parts];
    }

    /// <inheritdoc/>
    public double Factor(long step, long steps)
    {
        long start = 0;
        var sum = 0.0;
        for (var i = 0; i < parts.Length; i++)
        {
            sum += parts[i].Fraction;
            var end = i == parts.Length - 1 ? Math.Max(steps, step + 1) : (long)Math.Round(sum * steps);
            if (step < end) return parts[i].Schedule.Factor(step - start, Math.Max(1, end - start));
            start = end;
        }
        return 0;
    }

    /// <summary>The state of the parts.</summary>
    public IReadOnlyList<(string Name, Variable Variable)> StateVariables =>
        [.. parts.SelectMany((part, i) => part.Schedule.StateVariables.Select(entry => ($"{i}.{entry.Name}", entry.Variable)))];
}
