namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The identity matrix [size, size]: ones on the diagonal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="OperationException">The type is not a float type.</exception>
    public static Tensor Identity(int size, ElementType type = ElementType.Float32) => Range(size).OneHot(size, type);
}
