using System.Text;
using System.Text.Json;

namespace Nabla.Learning;

/// <summary>A network's layers as JSON, so that a model file can be read without the code that made it.</summary>
/// <remarks><c>[{"kind":"linear","in":784,"out":300},{"kind":"relu"},…]</c></remarks>
internal static class Architecture
{
    public static string Write(Sequential network)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var (_, module) in network.Children)
            {
                json.WriteStartObject();
                json.WriteString("kind", module.Kind);
                foreach (var (name, value) in module.Settings) json.WriteNumber(name, value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A network of that architecture; its weights are not set yet.</summary>
    /// <exception cref="FormatException">The text is no architecture that this version knows.</exception>
    public static Sequential Read(string text, Func<int, int, Linear> linear)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var network = new Sequential();
            foreach (var layer in document.RootElement.EnumerateArray())
            {
                var kind = layer.GetProperty("kind").GetString() ?? "";
                if (kind == "linear") network.Add(linear(layer.GetProperty("in").GetInt32(), layer.GetProperty("out").GetInt32()));
                else if (Activation.Names.Contains(kind)) network.Add(Activation.Named(kind));
                else throw new FormatException($"this version knows no layer {SafetensorsElementType.Quote(kind)}");
            }
            return network;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"the architecture cannot be read: {SafetensorsElementType.Quote(text)}", exception);
        }
    }
}
