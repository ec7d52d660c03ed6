namespace Nabla.Learning;

/// <summary>The header entry of a tensor: its type, shape and offsets in the data, not yet checked against the file.</summary>
internal sealed record SafetensorsSlot(string Name, int Index, string ElementTypeName, int[] Shape, long Begin, long End)
{
    internal ModelFileException Problem(string path, string problem, Exception? innerException = null) =>
        new(path, $"tensor {SafetensorsElementType.Quote(Name)}: {problem}", innerException);
}
