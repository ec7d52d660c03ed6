using System.Runtime.InteropServices;

namespace Nabla.Learning;

/// <summary>
/// Saves and loads variables as safetensors files: the parameters of any module, in any element type, or the state of an optimizer. The file does not hold
/// the architecture; <see cref="ModelFile"/> stores it too, for networks of registered layers.
/// </summary>
public static class ParameterFile
{
    /// <summary>Writes the parameters and buffers of a module under their paths, atomically.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Module module) => Save(path, module.StateVariables);

    /// <summary>Writes variables under their names, atomically.</summary>
    /// <exception cref="ArgumentException">A name appears twice or is reserved by the format.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IReadOnlyList<(string Name, Variable Variable)> variables) =>
        SafetensorsFile.Write(path, new Dictionary<string, string>(), Entries(variables));

    /// <summary>Sets the parameters and buffers of a module from a file, all or none.</summary>
    /// <exception cref="ModelFileException">
    /// The file is missing or damaged, or its tensors do not match the module; the message lists the differences.
    /// </exception>
    public static void Load(string path, Module module) => Load(path, module.StateVariables);

    /// <summary>Sets variables from a file, all or none.</summary>
    /// <exception cref="ModelFileException">
    /// The file is missing or damaged, or its tensors do not match the variables; the message lists the differences.
    /// </exception>
    public static void Load(string path, IReadOnlyList<(string Name, Variable Variable)> variables)
    {
        if (Assign(SafetensorsFile.Read(path).Entries, variables) is { } problems) throw new ModelFileException(path, $"the tensors do not match: {problems}.");
    }

    internal static SafetensorsEntry[] Entries(IReadOnlyList<(string Name, Variable Variable)> variables) =>
        [
            .. variables.Select(entry => new SafetensorsEntry(
                entry.Name, TypeName(entry.Variable.Type.Element), entry.Variable.Shape.ToArray(), Bytes(entry.Variable.Value))),
        ];

    /// <summary>Sets all variables and returns null, or sets none and returns the problems.</summary>
    internal static string? Assign(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyList<(string Name, Variable Variable)> variables)
    {
        var named = entries.ToDictionary(entry => entry.Name);
        var problems = new List<string>();
        problems.AddRange(variables.Where(entry => !named.ContainsKey(entry.Name)).Select(entry => $"'{entry.Name}' is missing"));
        problems.AddRange(named.Keys.Except(variables.Select(entry => entry.Name)).Select(name => $"'{name}' is unexpected"));
        foreach (var (name, variable) in variables)
        {
            if (!named.TryGetValue(name, out var entry)) continue;
            var type = TypeName(variable.Type.Element);
            if (entry.ElementTypeName != type) problems.Add($"'{name}' is {entry.ElementTypeName}, not {type}");
            else if (!entry.Shape.SequenceEqual(variable.Shape)) problems.Add($"'{name}' has shape [{string.Join(", ", entry.Shape)}], not {variable.Shape}");
        }
        if (problems.Count > 0) return string.Join("; ", problems);
        foreach (var (name, variable) in variables) variable.Value = FromBytes(named[name].Data.Span, variable.Type);
        return null;
    }

    private static string TypeName(ElementType type) => type switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float64 => "F64",
        ElementType.Int32 => "I32",
        ElementType.Int64 => "I64",
        ElementType.Boolean => "BOOL",
        _ => throw Unknown(type),
    };

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

    private static Tensor FromBytes(ReadOnlySpan<byte> bytes, TensorType type) => type.Element switch
    {
        ElementType.Float32 => Tensor.From(MemoryMarshal.Cast<byte, float>(bytes), type.Shape),
        ElementType.Float64 => Tensor.From(MemoryMarshal.Cast<byte, double>(bytes), type.Shape),
        ElementType.Int32 => Tensor.From(MemoryMarshal.Cast<byte, int>(bytes), type.Shape),
        ElementType.Int64 => Tensor.From(MemoryMarshal.Cast<byte, long>(bytes), type.Shape),
        ElementType.Boolean => Tensor.From(Array.ConvertAll(bytes.ToArray(), value => value != 0), type.Shape),
        _ => throw Unknown(type.Element),
    };

    private static NotSupportedException Unknown(ElementType type) => new($"safetensors: elements of type {type} are not supported.");
}
