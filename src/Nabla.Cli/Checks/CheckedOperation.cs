namespace Nabla.Cli.Checks;

/// <summary>An operation, and where its derivatives are checked.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Function">The operation as a function of its float inputs.</param>
/// <param name="Inputs">Where it is checked: off kinks, where there are any.</param>
internal sealed record CheckedOperation(string Name, Func<Tensor[], Tensor> Function, params Tensor[] Inputs)
{
    /// <summary>Why differences say nothing of it; null where they do.</summary>
    public string? Reason { get; init; }

    /// <summary>2 where the derivatives of the gradient are checked as well.</summary>
    public int Order { get; init; } = 2;

    public OperationCheck Check(long seed)
    {
        if (Reason is not null) return new(this, null, null);
        return new(this, GradientCheck.Check(Function, Inputs, Tolerance, Order, seed), GradientCheck.Precision(Function, Inputs, seed));
    }

    /// <summary>The largest relative error that passes.</summary>
    public const double Tolerance = 1e-6;
}

/// <summary>What a check found; nothing where there is a reason not to.</summary>
internal sealed record OperationCheck(CheckedOperation Operation, GradientCheckResult? Errors, GradientPrecision? Precision)
{
    public bool Passed => Errors?.Passed ?? true;
}
