namespace Nabla.Learning;

/// <summary>What a header says of one tensor: what it is, and where its bytes are in the data. Not yet checked against the file.</summary>
internal sealed record SafetensorsSlot(string Name, int Index, string ElementTypeName, int[] Shape, long Begin, long End)
{
    internal ModelFileException Problem(string path, string problem) =>
        new(path, $"tensor {SafetensorsElementType.Quote(Name)}: {problem}");
}
