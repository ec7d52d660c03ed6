namespace Nabla;

/// <summary>An element type and a shape: all that an operation needs to know of an input before it is computed.</summary>
public readonly record struct TensorType(ElementType Element, Shape Shape)
{
    /// <summary>The number of elements of a tensor of this type.</summary>
    public int ElementCount => Shape.ElementCount;

    /// <summary>The size of the elements in bytes.</summary>
    public long Bytes => (long)Shape.ElementCount * Element.Size();

    /// <summary>Element type and shape: <c>float32[32, 784]</c>.</summary>
    public override string ToString() => $"{Element.Label()}{Shape}";
}
