namespace Nabla;

/// <summary>Arithmetic of variables with each other and with C# numbers, on their values. Operations with tensors use the implicit conversion.</summary>
public sealed partial class Variable
{
    /// <summary>The negated value.</summary>
    public static Tensor operator -(Variable a) => -a.Value;

    /// <summary>The sum of the values, with broadcasting.</summary>
    public static Tensor operator +(Variable a, Variable b) => a.Value + b.Value;

    /// <summary>The value plus a number.</summary>
    public static Tensor operator +(Variable a, double b) => a.Value + b;

    /// <summary>The value plus a number.</summary>
    public static Tensor operator +(double a, Variable b) => a + b.Value;

    /// <summary>The difference of the values, with broadcasting.</summary>
    public static Tensor operator -(Variable a, Variable b) => a.Value - b.Value;

    /// <summary>The value minus a number.</summary>
    public static Tensor operator -(Variable a, double b) => a.Value - b;

    /// <summary>A number minus the value.</summary>
    public static Tensor operator -(double a, Variable b) => a - b.Value;

    /// <summary>The elementwise product of the values, with broadcasting.</summary>
    public static Tensor operator *(Variable a, Variable b) => a.Value * b.Value;

    /// <summary>The value times a number.</summary>
    public static Tensor operator *(Variable a, double b) => a.Value * b;

    /// <summary>The value times a number.</summary>
    public static Tensor operator *(double a, Variable b) => a * b.Value;

    /// <summary>The elementwise quotient of the values, with broadcasting.</summary>
    public static Tensor operator /(Variable a, Variable b) => a.Value / b.Value;

    /// <summary>The value divided by a number.</summary>
    public static Tensor operator /(Variable a, double b) => a.Value / b;

    /// <summary>A number divided by the value.</summary>
    public static Tensor operator /(double a, Variable b) => a / b.Value;
}
