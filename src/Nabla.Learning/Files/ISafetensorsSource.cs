namespace Nabla.Learning;

/// <summary>A tensor of a safetensors file, in memory or on disk.</summary>
internal interface ISafetensorsSource
{
    string Name { get; }

    string ElementTypeName { get; }

    IReadOnlyList<int> Shape { get; }

    /// <summary>Returns the values in an element type that holds them.</summary>
    Tensor ToTensor(ElementType type, bool allowRounding);
}
