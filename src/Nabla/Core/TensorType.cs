namespace Nabla;

/// <summary>Element type and shape together: all that an operation needs to know of an input before there are numbers.</summary>
public readonly record struct TensorType(ElementType Element, Shape Shape)
{
    /// <summary>How many numbers a tensor of this type holds.</summary>
    public int ElementCount => Shape.ElementCount;

    /// <summary>How many bytes those numbers take.</summary>
    public long Bytes => (long)Shape.ElementCount * Element.Size();

    /// <summary>Element type and shape: <c>float32[32, 784]</c>.</summary>
    public override string ToString() => $"{Element.Label()}{Shape}";
}
