namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>Σ xᵢyᵢ of two vectors of equal length.</summary>
    /// <exception cref="ShapeException">The tensors are not vectors of equal length and type.</exception>
    public Tensor Dot(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Rank == 1 && Type == other.Type
            ? (this * other).Sum()
            : throw new ShapeException(
                "dot", $"needs two vectors of one length and type, got {Type} and {other.Type}; MatMul multiplies matrices.", [Type, other.Type]);
    }

    /// <summary>The outer product xᵢyⱼ of two vectors, as a matrix [length of this, length of the other].</summary>
    /// <exception cref="ShapeException">The tensors are not vectors of one type.</exception>
    public Tensor Outer(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Rank == 1 && other.Rank == 1
            ? Unsqueeze(1) * other.Unsqueeze(0)
            : throw new ShapeException("outer", $"needs two vectors, got {Type} and {other.Type}.", [Type, other.Type]);
    }

    /// <summary>The sum of the diagonal of square matrices in the last two axes.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    public Tensor Trace() => Rank >= 2 && Shape[^1] == Shape[^2]
        ? Diagonal().Sum(-1)
        : throw new ShapeException("trace", $"needs square matrices in the last two axes, got {Shape}.", [Type]);
}
