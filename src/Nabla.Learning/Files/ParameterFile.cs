using System.Runtime.InteropServices;

namespace Nabla.Learning;

/// <summary>
/// Saves and loads variables as safetensors files: the parameters of any module, in any element type, or the state of an optimizer. The file does not hold
/// the architecture; <see cref="ModelFile"/> stores it too, for networks of registered layers.
/// </summary>
public static class ParameterFile
{
    /// <summary>Writes the parameters and buffers of a module under their paths, atomically.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="module">The module.</param>
    /// <param name="storage">How floats are stored: in their own type, or rounded to 16 bits, which makes the file smaller.</param>
    /// <exception cref="ArgumentException">A finite number would become infinite in the storage.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Module module, FloatStorage storage = FloatStorage.Unchanged) => Save(path, module.StateVariables, storage);

    /// <summary>Writes variables under their names, atomically.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="variables">The variables with their names.</param>
    /// <param name="storage">How floats are stored: in their own type, or rounded to 16 bits, which makes the file smaller.</param>
    /// <exception cref="ArgumentException">
    /// A name appears twice or is reserved by the format, or a finite number would become infinite in the storage.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IReadOnlyList<(string Name, Variable Variable)> variables, FloatStorage storage = FloatStorage.Unchanged) =>
        SafetensorsFile.Write(path, new Dictionary<string, string>(), Entries(variables, storage));

    /// <summary>Sets the parameters and buffers of a module from a file, all or none.</summary>
    /// <param name="path">The file, or the index of a model in several files (<c>model.safetensors.index.json</c>).</param>
    /// <param name="module">The module.</param>
    /// <param name="allowRounding">True to also read what a float variable holds only rounded to the nearest, such as F64 into float32.</param>
    /// <exception cref="ModelFileException">
    /// The file is missing or damaged, or its tensors do not match the module; the message lists the differences.
    /// </exception>
    public static void Load(string path, Module module, bool allowRounding = false) => Load(path, module.StateVariables, allowRounding);

    /// <summary>Sets variables from a file, all or none.</summary>
    /// <remarks>
    /// A tensor in the file may have another element type than its variable if the latter holds all its values: F16, BF16 and F8 are read into float32
    /// and float64, for example.
    /// </remarks>
    /// <param name="path">The file, or the index of a model in several files (<c>model.safetensors.index.json</c>).</param>
    /// <param name="variables">The variables with their names.</param>
    /// <param name="allowRounding">True to also read what a float variable holds only rounded to the nearest, such as F64 into float32.</param>
    /// <exception cref="ModelFileException">
    /// The file is missing or damaged, or its tensors do not match the variables; the message lists the differences.
    /// </exception>
    public static void Load(string path, IReadOnlyList<(string Name, Variable Variable)> variables, bool allowRounding = false)
    {
        using var reader = SafetensorsReader.Open(path);
        if (Assign(reader.Tensors, variables, allowRounding) is { } problems) throw new ModelFileException(path, $"the tensors do not match: {problems}.");
    }

    internal static SafetensorsEntry[] Entries(IReadOnlyList<(string Name, Variable Variable)> variables, FloatStorage storage = FloatStorage.Unchanged) =>
        [.. variables.Select(entry => SafetensorsEntry.From(entry.Name, entry.Variable.Value, storage))];

    /// <summary>Sets all variables and returns null, or sets none and returns the problems.</summary>
    /// <param name="entries">The tensors of a file.</param>
    /// <param name="variables">The variables with their names.</param>
    /// <param name="allowRounding">True if floats may be rounded, null if the caller has no such choice.</param>
    internal static string? Assign(
        IReadOnlyList<ISafetensorsSource> entries, IReadOnlyList<(string Name, Variable Variable)> variables, bool? allowRounding = null)
    {
        var named = entries.ToDictionary(entry => entry.Name);
        var problems = new List<string>();
        problems.AddRange(variables.Where(entry => !named.ContainsKey(entry.Name)).Select(entry => $"'{entry.Name}' is missing"));
        problems.AddRange(named.Keys.Except(variables.Select(entry => entry.Name)).Select(name => $"'{name}' is unexpected"));
        foreach (var (name, variable) in variables)
        {
            if (!named.TryGetValue(name, out var entry)) continue;
            var problem = SafetensorsConversion.FindProblem(entry.ElementTypeName, variable.Type.Element, allowRounding);
            if (problem is not null) problems.Add($"'{name}' is {problem}");
            else if (!entry.Shape.SequenceEqual(variable.Shape)) problems.Add($"'{name}' has shape [{string.Join(", ", entry.Shape)}], not {variable.Shape}");
        }
        if (problems.Count > 0) return string.Join("; ", problems);
        // Reading may fail, setting does not.
        Tensor[] values = [.. variables.Select(entry => named[entry.Name].ToTensor(entry.Variable.Type.Element, allowRounding ?? false))];
        for (var i = 0; i < values.Length; i++) variables[i].Variable.Value = values[i];
        return null;
    }

    /// <summary>The elements in row-major order, little-endian.</summary>
    internal static byte[] Bytes(Tensor tensor) => tensor.ElementType switch
    {
        ElementType.Float32 => Bytes<float>(tensor),
        ElementType.Float64 => Bytes<double>(tensor),
        ElementType.Int32 => Bytes<int>(tensor),
        ElementType.Int64 => Bytes<long>(tensor),
        ElementType.Boolean => Bytes<bool>(tensor),
        _ => throw Unknown(tensor.ElementType),
    };

    private static byte[] Bytes<T>(Tensor tensor)
        where T : unmanaged => MemoryMarshal.AsBytes(tensor.ToArray<T>().AsSpan()).ToArray();

    private static NotSupportedException Unknown(ElementType type) => new($"safetensors: elements of type {type} are not supported.");
}
