namespace Nabla.Cli.Checks;

/// <summary>An operation and the points at which its derivatives are checked.</summary>
/// <param name="Name">The name in the report.</param>
/// <param name="Function">The operation as a function of its float inputs.</param>
/// <param name="Inputs">The inputs at which it is checked, away from kinks.</param>
internal sealed record CheckedOperation(string Name, Func<Tensor[], Tensor> Function, params Tensor[] Inputs)
{
    /// <summary>The reason why finite differences do not apply; null if they do.</summary>
    public string? Reason { get; init; }

    /// <summary>The order of the derivatives to check: 2 includes the derivatives of the gradient.</summary>
    public int Order { get; init; } = 2;

    public OperationCheck Check(long seed)
    {
        if (Reason is not null) return new(this, null, null);
        return new(this, GradientCheck.Check(Function, Inputs, Tolerance, Order, seed), GradientCheck.Precision(Function, Inputs, seed));
    }

    /// <summary>The largest relative error that passes.</summary>
    public const double Tolerance = 1e-6;
}

/// <summary>The result of a check; without errors and precision if the operation cannot be checked.</summary>
internal sealed record OperationCheck(CheckedOperation Operation, GradientCheckResult? Errors, GradientPrecision? Precision)
{
    public bool Passed => Errors?.Passed ?? true;
}
