using System.Collections;
using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// The constructor arguments of a module by name: integers, real numbers, flags, text, lists of integers, and modules. Written as
/// <c>new() { { "in", Inputs }, { "bias", hasBias } }</c>. Model files store it, and <see cref="ModuleRegistry"/> creates modules from it.
/// </summary>
public sealed class ModuleConfiguration : IReadOnlyList<KeyValuePair<string, object>>
{
    private readonly List<KeyValuePair<string, object>> all = [];

    /// <inheritdoc/>
    public int Count => all.Count;

    /// <inheritdoc/>
    public KeyValuePair<string, object> this[int index] => all[index];

    /// <summary>Adds an integer.</summary>
    /// <exception cref="ArgumentException">The name is already used or reserved.</exception>
    public void Add(string name, int value) => Put(name, value);

    /// <summary>Adds a real number.</summary>
    /// <exception cref="ArgumentException">The name is already used or reserved, or the number is infinite or NaN.</exception>
    public void Add(string name, double value) =>
        Put(name, double.IsFinite(value) ? value : throw new ArgumentException($"'{name}' must be finite, got {NumberText.Of(value)}.", nameof(value)));

    /// <summary>Adds a flag.</summary>
    /// <exception cref="ArgumentException">The name is already used or reserved.</exception>
    public void Add(string name, bool value) => Put(name, value);

    /// <summary>Adds text.</summary>
    /// <exception cref="ArgumentException">The name is already used or reserved.</exception>
    public void Add(string name, string value) => Put(name, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>Adds a list of integers.</summary>
    /// <exception cref="ArgumentException">The name is already used or reserved.</exception>
    public void Add(string name, IReadOnlyList<int> value) => Put(name, value.ToArray());

    /// <summary>Adds an element type by its label, such as <c>float64</c>; float32, the default, is left out.</summary>
    /// <exception cref="ArgumentException">The name is already used or reserved.</exception>
    public void Add(string name, ElementType value)
    {
        if (value != ElementType.Float32) Put(name, value.Label());
    }

    /// <summary>Adds a module.</summary>
    /// <exception cref="ArgumentException">The name is already used or reserved.</exception>
    public void Add(string name, Module value) => Put(name, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>Adds a list of modules.</summary>
    /// <exception cref="ArgumentException">The name is already used or reserved.</exception>
    public void Add(string name, IReadOnlyList<Module> value) => Put(name, value.ToArray());

    /// <summary>True if there is an argument with the given name.</summary>
    public bool Contains(string name) => Find(name) is not null;

    /// <summary>Returns the integer with the given name.</summary>
    /// <exception cref="FormatException">The argument is missing or of another kind.</exception>
    public int GetInt32(string name) => Get<int>(name, "a whole number");

    /// <summary>Returns the integer with the given name, or a default if there is none.</summary>
    /// <exception cref="FormatException">The argument is of another kind.</exception>
    public int GetInt32(string name, int missing) => Contains(name) ? GetInt32(name) : missing;

    /// <summary>Returns the real number with the given name; integers are accepted.</summary>
    /// <exception cref="FormatException">The argument is missing or of another kind.</exception>
    public double GetDouble(string name) => Find(name) is int whole ? whole : Get<double>(name, "a number");

    /// <summary>Returns the real number with the given name, or a default if there is none.</summary>
    /// <exception cref="FormatException">The argument is of another kind.</exception>
    public double GetDouble(string name, double missing) => Contains(name) ? GetDouble(name) : missing;

    /// <summary>Returns the flag with the given name.</summary>
    /// <exception cref="FormatException">The argument is missing or of another kind.</exception>
    public bool GetBoolean(string name) => Get<bool>(name, "true or false");

    /// <summary>Returns the flag with the given name, or a default if there is none.</summary>
    /// <exception cref="FormatException">The argument is of another kind.</exception>
    public bool GetBoolean(string name, bool missing) => Contains(name) ? GetBoolean(name) : missing;

    /// <summary>Returns the element type with the given name; float32 if there is none.</summary>
    /// <exception cref="FormatException">The argument is not the label of float32 or float64.</exception>
    public ElementType GetElementType(string name) => Find(name) switch
    {
        null or "float32" => ElementType.Float32,
        "float64" => ElementType.Float64,
        var other => throw new FormatException($"'{name}' must be float32 or float64, not {Text(other)}"),
    };

    /// <summary>Returns the text with the given name.</summary>
    /// <exception cref="FormatException">The argument is missing or of another kind.</exception>
    public string GetText(string name) => Get<string>(name, "text");

    /// <summary>Returns the list of integers with the given name.</summary>
    /// <exception cref="FormatException">The argument is missing or of another kind.</exception>
    public IReadOnlyList<int> GetIntegers(string name) => Get<int[]>(name, "a list of whole numbers");

    /// <summary>Returns the list of integers with the given name, where a single integer is a list of one.</summary>
    /// <exception cref="FormatException">The argument is missing or of another kind.</exception>
    internal IReadOnlyList<int> GetIntegersOrOne(string name) => Find(name) is int one ? [one] : GetIntegers(name);

    /// <summary>Returns the module with the given name.</summary>
    /// <exception cref="FormatException">The argument is missing or of another kind.</exception>
    public Module GetModule(string name) => Get<Module>(name, "a module");

    /// <summary>Returns the list of modules with the given name.</summary>
    /// <exception cref="FormatException">The argument is missing or of another kind.</exception>
    public IReadOnlyList<Module> GetModules(string name) => Find(name) is int[] { Length: 0 } ? [] : Get<Module[]>(name, "a list of modules");

    /// <summary>Returns names and values separated by commas, without modules: <c>in 784, out 10</c>.</summary>
    public override string ToString() =>
        string.Join(", ", all.Where(entry => entry.Value is not (Module or Module[])).Select(entry => $"{entry.Key} {Text(entry.Value)}"));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Text(object value) => value switch
    {
        int[] list => $"[{string.Join(", ", list)}]",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private object? Find(string name) => all.Find(entry => entry.Key == name).Value;

    private T Get<T>(string name, string kind) => Find(name) switch
    {
        T value => value,
        null => throw new FormatException($"'{name}' is missing: it must be {kind}"),
        var other => throw new FormatException(
            $"'{name}' must be {kind}, not {other switch { Module => "a module", Module[] => "a list of modules", _ => Text(other) }}"),
    };

    private void Put(string name, object value)
    {
        if (name is "" or "type") throw new ArgumentException($"'{name}' cannot be the name of an argument.", nameof(name));
        if (Find(name) is not null) throw new ArgumentException($"The argument '{name}' already exists.", nameof(name));
        all.Add(new(name, value));
    }
}
