namespace Nabla;

/// <summary>Small steps that many derivatives share.</summary>
internal static class Partials
{
    /// <summary>dy · partial, without a multiplication where the partial derivative is the constant 1, −1 or 0, and zero where dy is by its structure (<see cref="Support"/>).</summary>
    public static Tensor? Times(Tensor dy, Tensor partial, bool isForward = false) => partial.ConstantValue switch
    {
        1 => dy,
        -1 => -dy,
        0 => null,
        _ => isForward ? Support.ForwardProduct(dy, partial) : Support.Product(dy, partial),
    };

    /// <summary>The constant 1 in the type of <paramref name="like"/>.</summary>
    public static Tensor One(Tensor like) => Tensor.Constant(1, like.ElementType);

    /// <summary>The constant −1 in the type of <paramref name="like"/>.</summary>
    public static Tensor MinusOne(Tensor like) => Tensor.Constant(-1, like.ElementType);
}
