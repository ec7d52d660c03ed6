namespace Nabla.Learning;

/// <summary>What the elements of a safetensors type are.</summary>
internal enum SafetensorsKind
{
    Boolean,
    Integer,
    Float,
    Complex,
}
