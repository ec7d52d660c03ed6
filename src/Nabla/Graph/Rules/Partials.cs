namespace Nabla;

/// <summary>Common steps of derivative rules.</summary>
internal static class Partials
{
    /// <summary>
    /// Returns dy · partial, without a multiplication if the partial derivative is the constant 1, −1 or 0. The product is zero wherever dy is structurally
    /// zero (<see cref="Support"/>).
    /// </summary>
    public static Tensor? Times(Tensor dy, Tensor partial, bool isForward = false) => partial.ConstantValue switch
    {
        1 => dy,
        -1 => -dy,
        0 => null,
        _ => isForward ? Support.ForwardProduct(dy, partial) : Support.Product(dy, partial),
    };

    /// <summary>Returns the constant 1 in the type of <paramref name="like"/>.</summary>
    public static Tensor One(Tensor like) => Tensor.Constant(1, like.ElementType);

    /// <summary>Returns the constant −1 in the type of <paramref name="like"/>.</summary>
    public static Tensor MinusOne(Tensor like) => Tensor.Constant(-1, like.ElementType);
}
