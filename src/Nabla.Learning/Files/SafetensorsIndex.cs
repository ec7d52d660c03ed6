using System.Text.Json;
using System.Text.Unicode;

namespace Nabla.Learning;

/// <summary>The index of a model in several safetensors files.</summary>
/// <param name="Metadata">Text and numbers of its metadata, as text.</param>
/// <param name="Files">The names of the files, in ordinal order, with the names of their tensors.</param>
internal sealed record SafetensorsIndex(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<(string Name, HashSet<string> Tensors)> Files)
{
    private const string MapKey = "weight_map";

    /// <summary>Reads an index. The files are not opened.</summary>
    /// <exception cref="ModelFileException">The index is missing, cannot be read or is invalid.</exception>
    public static SafetensorsIndex Read(string path) => SafetensorsLayout.Open(path, stream =>
    {
        if (stream.Length > SafetensorsFile.LongestHeader)
            throw new ModelFileException(path, $"not an index: {stream.Length} bytes are over the limit of {SafetensorsFile.LongestHeader}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        if (!Utf8.IsValid(bytes)) throw new ModelFileException(path, "the index is not UTF-8 text.");
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8 });
            return Parse(path, document.RootElement);
        }
        catch (JsonException error)
        {
            throw new ModelFileException(path, $"the index is not JSON: error at byte {error.BytePositionInLine} of line {error.LineNumber + 1}.", error);
        }
        catch (InvalidOperationException error)
        {
            // How the JSON reader reports a string that is no text.
            throw new ModelFileException(path, "the index has a string with half a surrogate pair.", error);
        }
    });

    private static SafetensorsIndex Parse(string path, JsonElement index)
    {
        if (index.ValueKind != JsonValueKind.Object) throw new ModelFileException(path, "the index is not a JSON object.");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        SortedDictionary<string, HashSet<string>>? files = null;
        foreach (var property in index.EnumerateObject())
        {
            if (property.Name == MapKey)
                files = files is null ? ParseMap(path, property.Value) : throw new ModelFileException(path, $"the index has {MapKey} twice.");
            else if (property.Name == "metadata" && property.Value.ValueKind == JsonValueKind.Object)
                ParseMetadata(property.Value, metadata);
        }
        if (files is null) throw new ModelFileException(path, $"not an index of safetensors files: it has no {MapKey}.");
        return new(metadata, [.. files.Select(file => (file.Key, file.Value))]);
    }

    private static SortedDictionary<string, HashSet<string>> ParseMap(string path, JsonElement map)
    {
        if (map.ValueKind != JsonValueKind.Object) throw new ModelFileException(path, $"{MapKey} is not a JSON object.");
        var files = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            if (!names.Add(entry.Name)) throw new ModelFileException(path, $"{MapKey} has tensor {SafetensorsElementType.Quote(entry.Name)} twice.");
            if (entry.Value.ValueKind != JsonValueKind.String)
                throw new ModelFileException(path, $"{MapKey}: the file of tensor {SafetensorsElementType.Quote(entry.Name)} is not a string.");
            var file = entry.Value.GetString()!;
            if (!IsPlainName(file))
            {
                throw new ModelFileException(
                    path,
                    $"{MapKey}: the file {SafetensorsElementType.Quote(file)} of tensor {SafetensorsElementType.Quote(entry.Name)} is not the name of a file "
                    + "in the folder of the index.");
            }
            if (!files.TryGetValue(file, out var tensors)) files.Add(file, tensors = new(StringComparer.Ordinal));
            tensors.Add(entry.Name);
        }
        return files;
    }

    private static void ParseMetadata(JsonElement entries, Dictionary<string, string> metadata)
    {
        foreach (var entry in entries.EnumerateObject())
        {
            var value = entry.Value;
            if (value.ValueKind == JsonValueKind.String) metadata[entry.Name] = value.GetString()!;
            else if (value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) metadata[entry.Name] = value.GetRawText();
        }
    }

    /// <summary>
    /// True if a name stays in its folder on every system: no separators, no drive or stream, not the folder itself or its parent. Links are followed, as
    /// folders of downloaded models are often made of them.
    /// </summary>
    private static bool IsPlainName(string name) =>
        !string.IsNullOrWhiteSpace(name) && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0;
}
