namespace Nabla;

/// <summary>Reading a variable is reading its current content.</summary>
public sealed partial class Variable
{
    /// <inheritdoc cref="Tensor.ElementType"/>
    public ElementType ElementType => Type.Element;

    /// <inheritdoc cref="Tensor.ElementCount"/>
    public int ElementCount => Type.Shape.ElementCount;

    /// <inheritdoc cref="Tensor.Rank"/>
    public int Rank => Type.Shape.Rank;

    /// <inheritdoc cref="Tensor.this[ReadOnlySpan{AxisIndex}]"/>
    [System.Runtime.CompilerServices.IndexerName("Indexed")]
    public Tensor this[params ReadOnlySpan<AxisIndex> indices] => Value[indices];

    /// <inheritdoc cref="Tensor.Item{T}()"/>
    public T Item<T>()
        where T : unmanaged => Value.Item<T>();

    /// <inheritdoc cref="Tensor.ToArray{T}()"/>
    public T[] ToArray<T>()
        where T : unmanaged => Value.ToArray<T>();

    /// <inheritdoc cref="Tensor.ToDouble()"/>
    public double ToDouble() => Value.ToDouble();

    /// <inheritdoc cref="Tensor.Evaluate()"/>
    public Tensor Evaluate() => Value.Evaluate();
}
