using System.Collections;
using System.Globalization;

namespace Nabla.Learning;

/// <summary>A chain of modules, written as a collection: <c>new Sequential { new Linear(…), Activation.Relu(), … }</c>.</summary>
public sealed class Sequential : Module, IEnumerable<Module>
{
    /// <summary>Creates an empty chain, whose output is its input.</summary>
    public Sequential()
    {
    }

    /// <summary>Creates a chain of modules in the order in which they are applied.</summary>
    public Sequential(params IEnumerable<Module> modules)
    {
        foreach (var module in modules) Add(module);
    }

    /// <inheritdoc/>
    public override string TypeName => "sequential";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration
    {
        get
        {
            var configuration = new ModuleConfiguration { { "layers", [.. Children.Select(child => child.Module)] } };
            if (Children.Where((child, i) => child.Name != NameOf(i)).Any()) configuration.Add("names", string.Join(',', Children.Select(child => child.Name)));
            return configuration;
        }
    }

    /// <summary>The number of modules.</summary>
    public int Count => Children.Count;

    /// <summary>The module at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such module.</exception>
    public Module this[int index] => Children[index].Module;

    /// <summary>The module at an index, counted from the end with <c>^</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such module.</exception>
    public Module this[Index index] => Children[index.GetOffset(Children.Count)].Module;

    /// <summary>The module with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such module; the message lists the names.</exception>
    public Module this[string name] => Children.FirstOrDefault(child => child.Name == name).Module
        ?? throw new KeyNotFoundException(
            $"sequential: there is no module '{name}'; the modules are {string.Join(", ", Children.Select(child => child.Name))}.");

    /// <summary>Appends a module; its name is its index.</summary>
    public void Add(Module module) => Child(NameOf(Children.Count), module);

    /// <summary>Appends a module with a name of its own, part of the paths of its variables.</summary>
    /// <exception cref="ArgumentException">The name is taken, empty, or contains a dot or a comma.</exception>
    public void Add(string name, Module module)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Contains(',')) throw new ArgumentException($"sequential: the name '{name}' must not contain a comma.", nameof(name));
        Child(name, module);
    }

    /// <summary>Creates a chain from its configuration.</summary>
    internal static Sequential Create(ModuleConfiguration c)
    {
        var modules = c.GetModules("layers");
        var names = c.Contains("names") ? c.GetText("names").Split(',') : null;
        if (names is not null && names.Length != modules.Count) throw new FormatException($"'names' lists {names.Length} names for {modules.Count} layers");
        var sequential = new Sequential();
        for (var i = 0; i < modules.Count; i++) sequential.Add(names?[i] ?? NameOf(i), modules[i]);
        return sequential;
    }

    private static string NameOf(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        foreach (var (name, module) in Children) x = ForwardChild(name, module, x);
        return x;
    }

    /// <summary>Returns the layers, one per line, with their parameter counts and the total, and how many of them are frozen.</summary>
    public override string ToString()
    {
        var rows = Children
            .Select(child => (child.Name, Text: child.Module.Describe(), Count: Number(child.Module.ParameterCount()), Frozen: Frozen(child.Module)))
            .ToList();
        if (rows.Count == 0) return "sequential, without layers";
        var (names, texts, counts) = (rows.Max(row => row.Name.Length), rows.Max(row => row.Text.Length), rows.Max(row => row.Count.Length));
        var lines = rows.Select(row => $"{row.Name.PadLeft(names)}  {row.Text.PadRight(texts)}  {row.Count.PadLeft(counts)}{row.Frozen}");
        return $"sequential, {Number(ParameterCount())} parameters{Frozen(this)}\n{string.Join('\n', lines)}";

        static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
        static string Frozen(Module module) => module.FrozenParameterCount() is > 0 and var count ? $", {Number(count)} frozen" : "";
    }

    /// <inheritdoc/>
    public IEnumerator<Module> GetEnumerator() => Children.Select(child => child.Module).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
