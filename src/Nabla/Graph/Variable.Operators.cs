namespace Nabla;

/// <summary>Arithmetic between variables, and with C# numbers, is that of their contents. (A variable next to a tensor is a tensor by itself.)</summary>
public sealed partial class Variable
{
    /// <summary>The content with the other sign.</summary>
    public static Tensor operator -(Variable a) => -a.Value;

    /// <summary>The sum of the contents, broadcasting.</summary>
    public static Tensor operator +(Variable a, Variable b) => a.Value + b.Value;

    /// <summary>The content plus a number.</summary>
    public static Tensor operator +(Variable a, double b) => a.Value + b;

    /// <summary>The content plus a number.</summary>
    public static Tensor operator +(double a, Variable b) => a + b.Value;

    /// <summary>The difference of the contents, broadcasting.</summary>
    public static Tensor operator -(Variable a, Variable b) => a.Value - b.Value;

    /// <summary>The content minus a number.</summary>
    public static Tensor operator -(Variable a, double b) => a.Value - b;

    /// <summary>A number minus the content.</summary>
    public static Tensor operator -(double a, Variable b) => a - b.Value;

    /// <summary>The product of the contents, position by position, broadcasting.</summary>
    public static Tensor operator *(Variable a, Variable b) => a.Value * b.Value;

    /// <summary>The content times a number.</summary>
    public static Tensor operator *(Variable a, double b) => a.Value * b;

    /// <summary>The content times a number.</summary>
    public static Tensor operator *(double a, Variable b) => a * b.Value;

    /// <summary>The quotient of the contents, position by position, broadcasting.</summary>
    public static Tensor operator /(Variable a, Variable b) => a.Value / b.Value;

    /// <summary>The content divided by a number.</summary>
    public static Tensor operator /(Variable a, double b) => a.Value / b;

    /// <summary>A number divided by the content.</summary>
    public static Tensor operator /(double a, Variable b) => a / b.Value;
}
