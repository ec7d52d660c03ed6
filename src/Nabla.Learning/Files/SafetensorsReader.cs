namespace Nabla.Learning;

/// <summary>
/// An open safetensors file, or several with an index, whose tensors are read one by one when asked for. The data is mapped into memory, not loaded, so that
/// files may be larger than memory.
/// </summary>
/// <remarks>
/// Opening reads and checks the headers only. Files must not be changed while they are open. Tensors may be read by several threads at the same time.
/// </remarks>
public sealed class SafetensorsReader : IDisposable
{
    private readonly MappedSafetensors[] files;
    private readonly Dictionary<string, SafetensorsTensor> named;

    private SafetensorsReader(string path, IReadOnlyDictionary<string, string> metadata, MappedSafetensors[] files)
    {
        (Path, Metadata, this.files) = (path, metadata, files);
        Tensors = [.. files.SelectMany(file => file.Tensors)];
        named = Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The file or index, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The metadata of the file, from name to text; of an index, what it says itself, without the metadata of its files.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the order of their data, file by file.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Returns the tensor with a name. Its data is not read.</summary>
    /// <exception cref="ModelFileException">There is no such tensor.</exception>
    public SafetensorsTensor this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return named.TryGetValue(name, out var tensor)
                ? tensor
                : throw new ModelFileException(Path, $"there is no tensor {SafetensorsElementType.Quote(name)}; Tensors lists all {Tensors.Count}.");
        }
    }

    /// <summary>Opens a safetensors file, or all files of an index.</summary>
    /// <remarks>
    /// An index, usually <c>model.safetensors.index.json</c>, is a JSON object whose <c>weight_map</c> has the file of each tensor. The files lie in the folder
    /// of the index, and each holds exactly the tensors that the index says.
    /// </remarks>
    /// <param name="path">A safetensors file, or an index, whose name ends with <c>.json</c>.</param>
    /// <exception cref="ModelFileException">A file is missing, cannot be read or is invalid, or does not fit the index. The message is one line.</exception>
    public static SafetensorsReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return OpenIndex(path);
        var file = MappedSafetensors.Open(path);
        return new(path, file.Metadata, [file]);
    }

    /// <summary>Closes the files. Tensors that have been read remain valid.</summary>
    public void Dispose()
    {
        foreach (var file in files) file.Dispose();
    }

    private static SafetensorsReader OpenIndex(string path)
    {
        var index = SafetensorsIndex.Read(path);
        var files = new List<MappedSafetensors>();
        try
        {
            foreach (var (name, tensors) in index.Files)
            {
                var file = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", name);
                if (!File.Exists(file))
                    throw new ModelFileException(path, $"its file {SafetensorsElementType.Quote(name)} is missing; put it into the folder of the index.");
                files.Add(MappedSafetensors.Open(file));
                RequireEqual(path, name, tensors, files[^1]);
            }
            return new(path, index.Metadata, [.. files]);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    private static void RequireEqual(string path, string name, HashSet<string> expected, MappedSafetensors file)
    {
        var found = file.Tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        if (expected.FirstOrDefault(tensor => !found.Contains(tensor)) is { } missing)
        {
            throw new ModelFileException(
                path,
                $"tensor {SafetensorsElementType.Quote(missing)} is not in {SafetensorsElementType.Quote(name)}, where the index says it is; "
                + "get the index and all files of one version.");
        }
        if (found.FirstOrDefault(tensor => !expected.Contains(tensor)) is { } unexpected)
        {
            throw new ModelFileException(
                path,
                $"{SafetensorsElementType.Quote(name)} holds tensor {SafetensorsElementType.Quote(unexpected)}, which the index does not say; "
                + "get the index and all files of one version, or open that file alone.");
        }
    }
}
