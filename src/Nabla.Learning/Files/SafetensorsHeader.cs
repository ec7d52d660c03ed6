using System.Text.Json;
using System.Text.Unicode;

namespace Nabla.Learning;

/// <summary>
/// Reads the JSON header token by token. A document reader would not be strict enough: it accepts duplicate keys and silently keeps one. Deserialization
/// would need reflection.
/// </summary>
internal ref struct SafetensorsHeader
{
    private readonly string path;
    private Utf8JsonReader json;

    private SafetensorsHeader(string path, ReadOnlySpan<byte> header)
    {
        this.path = path;
        json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 8 });
    }

    internal static (Dictionary<string, string> Metadata, List<SafetensorsSlot> Slots) Parse(string path, ReadOnlySpan<byte> header)
    {
        if (header.IsEmpty || header[0] != '{')
            throw new ModelFileException(path, "the header is not a JSON object: it does not begin with '{'.");
        // The JSON reader validates strings only when they are read, and then throws another type of exception.
        if (!Utf8.IsValid(header)) throw new ModelFileException(path, "the header is not UTF-8 text.");
        return new SafetensorsHeader(path, header).Parse();
    }

    private (Dictionary<string, string> Metadata, List<SafetensorsSlot> Slots) Parse()
    {
        Dictionary<string, string>? metadata = null;
        var slots = new List<SafetensorsSlot>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        Read();
        while (Read() != JsonTokenType.EndObject)
        {
            var name = Text();
            if (!names.Add(name)) throw new ModelFileException(path, $"the header has the key {SafetensorsElementType.Quote(name)} twice.");
            if (name == SafetensorsFile.MetadataKey) metadata = ParseMetadata();
            else slots.Add(ParseSlot(name, slots.Count));
        }

        // Only white space may follow.
        if (TryRead()) throw new ModelFileException(path, "the header continues after its JSON object.");
        return (metadata ?? [], slots);
    }

    private Dictionary<string, string> ParseMetadata()
    {
        if (Read() != JsonTokenType.StartObject) throw new ModelFileException(path, "__metadata__ is not a JSON object.");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (Read() != JsonTokenType.EndObject)
        {
            var key = Text();
            if (Read() != JsonTokenType.String)
                throw new ModelFileException(path, $"__metadata__: the value of {SafetensorsElementType.Quote(key)} is not a string.");
            if (!metadata.TryAdd(key, Text()))
                throw new ModelFileException(path, $"__metadata__: the key {SafetensorsElementType.Quote(key)} appears twice.");
        }

        return metadata;
    }

    private SafetensorsSlot ParseSlot(string name, int index)
    {
        if (Read() != JsonTokenType.StartObject) throw Problem(name, "its description is not a JSON object.");
        string? elementTypeName = null;
        int[]? shape = null;
        (long Begin, long End)? place = null;
        while (Read() != JsonTokenType.EndObject)
        {
            var key = Text();
            switch (key)
            {
                case "dtype" when elementTypeName is null:
                    if (Read() != JsonTokenType.String) throw Problem(name, "dtype is not a string.");
                    elementTypeName = Text();
                    break;
                case "shape" when shape is null:
                    shape = ParseShape(name);
                    break;
                case "data_offsets" when place is null:
                    place = ParsePlace(name);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw Problem(name, $"{key} appears twice.");
                default:
                    throw Problem(name, $"the key {SafetensorsElementType.Quote(key)} is unknown.");
            }
        }

        if (elementTypeName is null) throw Problem(name, "dtype is missing.");
        if (shape is null) throw Problem(name, "shape is missing.");
        if (place is null) throw Problem(name, "data_offsets is missing.");
        return new SafetensorsSlot(name, index, elementTypeName, shape, place.Value.Begin, place.Value.End);
    }

    private int[] ParseShape(string name)
    {
        if (Read() != JsonTokenType.StartArray) throw Problem(name, "shape is not an array.");
        var sizes = new List<int>();
        while (Read() != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number) throw Problem(name, "shape holds something that is not a number.");
            if (!json.TryGetInt32(out var size)) throw Problem(name, $"shape holds {Number()}, which is not a whole number below 2^31.");
            sizes.Add(size);
        }

        return [.. sizes];
    }

    private (long Begin, long End) ParsePlace(string name)
    {
        const string form = "data_offsets is not an array of two whole numbers.";
        if (Read() != JsonTokenType.StartArray) throw Problem(name, form);
        if (Read() != JsonTokenType.Number || !json.TryGetInt64(out var begin)) throw Problem(name, form);
        if (Read() != JsonTokenType.Number || !json.TryGetInt64(out var end)) throw Problem(name, form);
        if (Read() != JsonTokenType.EndArray) throw Problem(name, form);
        return (begin, end);
    }

    private JsonTokenType Read() =>
        TryRead() ? json.TokenType : throw new ModelFileException(path, "the header is not JSON: it ends too early.");

    private bool TryRead()
    {
        try
        {
            return json.Read();
        }
        catch (JsonException error)
        {
            throw new ModelFileException(path, $"the header is not JSON: error after {json.BytesConsumed} of its bytes.", error);
        }
    }

    private readonly string Text()
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new ModelFileException(path, $"the header has a string with half a surrogate pair, at its byte {json.TokenStartIndex}.", error);
        }
    }

    private readonly string Number() => SafetensorsElementType.Quote(System.Text.Encoding.UTF8.GetString(json.ValueSpan));

    private readonly ModelFileException Problem(string name, string problem) =>
        new(path, $"tensor {SafetensorsElementType.Quote(name)}: {problem}");
}
