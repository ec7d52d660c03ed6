namespace Nabla.Learning;

/// <summary>The elements of a safetensors type.</summary>
/// <param name="Bytes">The size of an element.</param>
/// <param name="Kind">What they are.</param>
/// <param name="Digits">The binary digits of the largest integers below which there is no gap: 7 for I8, 24 for F32.</param>
internal readonly record struct SafetensorsElements(int Bytes, SafetensorsKind Kind, int Digits);
