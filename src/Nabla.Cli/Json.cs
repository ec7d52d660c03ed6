using System.Text;
using System.Text.Json;

namespace Nabla.Cli;

/// <summary>One JSON object on a line of its own; numbers that JSON cannot say (NaN, infinity) become null.</summary>
internal static class Json
{
    public static string Line(params IEnumerable<(string Name, object? Value)> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                json.WritePropertyName(name);
                switch (value)
                {
                    case double number when double.IsFinite(number): json.WriteNumberValue(Math.Round(number, 9)); break;
                    case int number: json.WriteNumberValue(number); break;
                    case long number: json.WriteNumberValue(number); break;
                    case bool truth: json.WriteBooleanValue(truth); break;
                    case string text: json.WriteStringValue(text); break;
                    default: json.WriteNullValue(); break;
                }
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
