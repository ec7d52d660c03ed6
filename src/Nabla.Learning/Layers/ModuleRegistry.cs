using System.Collections.Concurrent;

namespace Nabla.Learning;

/// <summary>The module types that model files can hold, by name. Register user-defined modules to save and load them.</summary>
public static class ModuleRegistry
{
    private static readonly ConcurrentDictionary<string, Func<ModuleConfiguration, Module>> Types = new(BuiltIn(), StringComparer.Ordinal);

    /// <summary>All registered names.</summary>
    public static IReadOnlyList<string> Names => [.. Types.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Registers a module type.</summary>
    /// <param name="typeName">The <see cref="Module.TypeName"/>.</param>
    /// <param name="create">Creates a module from its <see cref="Module.Configuration"/>. Its weights are then replaced by those of the file.</param>
    /// <exception cref="ArgumentException">The name is already registered.</exception>
    public static void Register(string typeName, Func<ModuleConfiguration, Module> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeName);
        ArgumentNullException.ThrowIfNull(create);
        if (!Types.TryAdd(typeName, create)) throw new ArgumentException($"A module type '{typeName}' is already registered.", nameof(typeName));
    }

    /// <summary>True if a module type with that name is registered.</summary>
    public static bool Contains(string typeName) => Types.ContainsKey(typeName);

    /// <summary>Creates a module of a registered type.</summary>
    /// <exception cref="FormatException">The type is unknown, or an argument is missing or of another kind.</exception>
    internal static Module Create(string typeName, ModuleConfiguration configuration) => Types.TryGetValue(typeName, out var create)
        ? create(configuration)
        : throw new FormatException($"unknown layer type {SafetensorsElementType.Quote(typeName)}; ModuleRegistry.Register adds types");

    /// <summary>Returns the types of this library.</summary>
    private static IEnumerable<KeyValuePair<string, Func<ModuleConfiguration, Module>>> BuiltIn()
    {
        static KeyValuePair<string, Func<ModuleConfiguration, Module>> Row(string name, Func<ModuleConfiguration, Module> create) => new(name, create);
        foreach (var name in Activation.Names) yield return Row(name, _ => Activation.FromName(name));
        foreach (var name in Basis.Names)
            yield return Row(name, c => Basis.FromName(name, c.GetInt32("in"), c.GetInt32(name == "polynomial" ? "degree" : "count"), new Generator(0)));
        yield return Row("elman", c => new ElmanNetwork(c.GetInt32("in"), c.GetInt32("hidden"), c.GetInt32("steps"), new Generator(0)));
        yield return Row("flatten", _ => new Flatten());
        yield return Row("linear", c => new Linear(c.GetInt32("in"), c.GetInt32("out"), new Generator(0)));
        yield return Row("maxout", c => new Maxout(c.GetInt32("in"), c.GetInt32("out"), c.GetInt32("pieces"), new Generator(0)));
        yield return Row("residual", c => new Residual(c.GetModule("inner")));
        yield return Row("sequential", c => new Sequential(c.GetModules("layers")));
        yield return Row("softmax", _ => new Softmax());
    }
}
