using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Nabla.Learning;

/// <summary>The modules of a network as JSON, so that model files can be read without the code that built the network.</summary>
/// <remarks><c>{"type":"sequential","layers":[{"type":"linear","in":784,"out":300},{"type":"relu"},…]}</c></remarks>
internal static class Architecture
{
    [ThreadStatic]
    private static bool isReading;

    [ThreadStatic]
    private static Generator? generator;

    /// <summary>True while this thread reads a network. Weights are then not drawn, because the file replaces them and may claim any size.</summary>
    public static bool IsReading => isReading && generator is null;

    /// <summary>The generator of weights and masks of a network that is being read.</summary>
    public static Generator Generator => generator ?? new(0);

    public static string Write(Module network)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) Write(json, network);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Creates a network with the given architecture, without its trained weights.</summary>
    /// <exception cref="FormatException">The text is not an architecture, or names a type that is not registered.</exception>
    public static Module Read(string text) => Read(text, null);

    /// <summary>Creates a network with the given architecture and random weights.</summary>
    /// <exception cref="FormatException">The text is not an architecture, or names a type that is not registered.</exception>
    public static Module Create(string text, Generator generator) => Read(text, generator);

    private static Module Read(string text, Generator? weights)
    {
        isReading = true;
        generator = weights;
        try
        {
            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"the architecture cannot be read: {SafetensorsElementType.Quote(text)}", exception);
        }
        finally
        {
            isReading = false;
            generator = null;
        }
    }

    /// <exception cref="ArgumentException">The network has a module that <see cref="Read(string)"/> cannot recreate.</exception>
    public static void RequireReadable(Module network)
    {
        var known = new Dictionary<Module, string>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(string Path, Module Module)>([("", network)]);
        while (stack.TryPop(out var entry))
        {
            var (path, module) = entry;
            var place = path.Length == 0 ? "the network" : $"layer {path}";
            if (!known.TryAdd(module, path) && module.StateVariables.Count > 0 && known[module] is var first)
            {
                throw new ArgumentException(
                    $"model: layers {first} and {path} are one and the same {module.Describe()}, which a model file cannot represent: "
                    + "they would be two layers after loading.",
                    nameof(network));
            }
            if (!ModuleRegistry.Contains(module.TypeName))
            {
                throw new ArgumentException(
                    $"model: {place} is {module.Describe()}, a type that is not registered: call ModuleRegistry.Register(\"{module.TypeName}\", …), "
                    + "or save its parameters with ParameterFile.",
                    nameof(network));
            }
            if (module.AdapterNow is not null)
            {
                throw new ArgumentException(
                    $"model: {place} is {module.Describe()}, and model files hold no adapters: fold them in with Lora.Merge, or save them with Lora.Save.",
                    nameof(network));
            }
            foreach (var (name, child) in module.Children.Reverse()) stack.Push((path.Length == 0 ? name : $"{path}.{name}", child));
        }
    }

    private static void Write(Utf8JsonWriter json, Module module)
    {
        json.WriteStartObject();
        json.WriteString("type", module.TypeName);
        foreach (var (name, value) in module.Configuration)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case int number: json.WriteNumberValue(number); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case string text: json.WriteStringValue(text); break;
            case Module module: Write(json, module); break;
            case double number:
                // With a decimal point or exponent, so that it is read back as a real number.
                var digits = number.ToString("R", CultureInfo.InvariantCulture);
                json.WriteRawValue(digits.AsSpan().IndexOfAny('.', 'E') >= 0 ? digits : digits + ".0");
                break;
            case Array list:
                json.WriteStartArray();
                foreach (var item in list) Write(json, item);
                json.WriteEndArray();
                break;
            default: throw new InvalidOperationException($"Arguments of type {value.GetType().Name} are not supported.");
        }
    }

    private static Module Read(JsonElement layer)
    {
        var configuration = new ModuleConfiguration();
        foreach (var property in layer.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            if (name == "type") continue;
            switch (value.ValueKind)
            {
                case JsonValueKind.Number when value.TryGetInt32(out var number) && value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0:
                    configuration.Add(name, number);
                    break;
                case JsonValueKind.Number: configuration.Add(name, value.GetDouble()); break;
                case JsonValueKind.True or JsonValueKind.False: configuration.Add(name, value.GetBoolean()); break;
                case JsonValueKind.String: configuration.Add(name, value.GetString()!); break;
                case JsonValueKind.Object: configuration.Add(name, Read(value)); break;
                case JsonValueKind.Array when value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Object:
                    configuration.Add(name, [.. value.EnumerateArray().Select(Read)]);
                    break;
                case JsonValueKind.Array: configuration.Add(name, [.. value.EnumerateArray().Select(item => item.GetInt32())]); break;
                default: throw new FormatException($"'{name}' has no value");
            }
        }
        return ModuleRegistry.Create(layer.GetProperty("type").GetString() ?? "", configuration);
    }
}
