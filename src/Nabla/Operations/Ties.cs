namespace Nabla;

/// <summary>The derivative of a choice between two equals.</summary>
internal static class Ties
{
    /// <summary>1 where a is larger, ½ where both are equal, 0 where b is larger.</summary>
    public static Tensor Share(Tensor a, Tensor b) => ((a > b).To(a.ElementType) + (a >= b).To(a.ElementType)) * 0.5;
}
