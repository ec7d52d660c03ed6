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
                json.WriteString("kind", module.TypeName);
                foreach (var (name, value) in module.Settings) json.WriteNumber(name, value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A network of that architecture; its weights are not set yet.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="require">Called with the name and the shape of a weight before it is allocated; throws if the file holds no such weight.</param>
    /// <exception cref="FormatException">The text is no architecture that this version knows.</exception>
    public static Sequential Read(string text, Action<string, int[]> require)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var network = new Sequential();
            foreach (var layer in document.RootElement.EnumerateArray())
            {
                var kind = layer.GetProperty("kind").GetString() ?? "";
                network.Add(Layer(kind, name => layer.GetProperty(name).GetInt32(), shape => require($"{network.Children.Count}.weight", shape)));
            }
            return network;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"the architecture cannot be read: {SafetensorsElementType.Quote(text)}", exception);
        }
    }

    /// <exception cref="ArgumentException">A layer is of a kind that <see cref="Read"/> does not know.</exception>
    public static void RequireReadable(Sequential network)
    {
        var known = new Dictionary<Module, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, module) in network.Children)
        {
            if (!known.TryAdd(module, path) && module.Parameters().Count > 0 && known[module] is var first)
                throw new ArgumentException($"model: layers {first} and {path} are one and the same {module.Describe()}, which a model file cannot say: it would be two layers after loading.", nameof(network));
            if (!(module is Linear or Maxout or Softmax or Activation or Basis))
                throw new ArgumentException($"model: layer {path} is {module.Describe()}, which a model file cannot hold; save its parameters with ParameterFile.", nameof(network));
        }
    }

    private static Module Layer(string kind, Func<string, int> setting, Action<int[]> require)
    {
        switch (kind)
        {
            case "linear":
                var (inputs, outputs) = (setting("in"), setting("out"));
                require([outputs, inputs]);
                return new Linear(inputs, outputs, new Generator(0));
            case "maxout":
                var (width, units, pieces) = (setting("in"), setting("out"), setting("pieces"));
                require([checked(units * pieces), width]);
                return new Maxout(width, units, pieces, new Generator(0));
            case "softmax":
                return new Softmax();
            default:
                if (Activation.Names.Contains(kind)) return Activation.FromName(kind);
                if (Basis.Names.Contains(kind)) return Basis.FromName(kind, setting("in"), setting("count"));
                throw new FormatException($"this version knows no layer {SafetensorsElementType.Quote(kind)}");
        }
    }
}
