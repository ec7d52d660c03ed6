namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>1 / x at every position.</summary>
    public Tensor Reciprocal() => 1 / this;

    /// <summary>1 / √x at every position; ∞ for 0, NaN below.</summary>
    public Tensor ReciprocalSqrt() => 1 / Sqrt();

    /// <summary>The size of a with the sign of b, broadcasting; 0 and NaN count as positive. The derivative by b is 0.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor CopySign(Tensor a, Tensor b) => Where(b < 0, -a.Abs(), a.Abs());

    /// <summary>Of two numbers the one of larger size, of equal sizes the larger one, broadcasting.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor MaxMagnitude(Tensor a, Tensor b) => Where(a.Abs() < b.Abs(), b, Where(b.Abs() < a.Abs(), a, Maximum(a, b)));

    /// <summary>Of two numbers the one of smaller size, of equal sizes the smaller one, broadcasting.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor MinMagnitude(Tensor a, Tensor b) => Where(a.Abs() < b.Abs(), a, Where(b.Abs() < a.Abs(), b, Minimum(a, b)));
}
