using System.IO.Compression;

namespace Nabla.Learning;

/// <summary>Reads and writes named tensors as .npz files, the format of <c>numpy.savez</c>: a zip archive of .npy files.</summary>
public static class NpzFile
{
    private const string Extension = ".npy";

    /// <summary>Reads all arrays of a file, compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The size of all arrays together that is accepted: a small damaged file can claim any.</param>
    /// <returns>The tensors by their names, without <c>.npy</c>.</returns>
    /// <exception cref="DataException">The file is missing, damaged or too large, or has a member that is no array of numbers. The message is one
    /// line.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, long mostBytes = 1L << 32)
    {
        return DataFile.Read(path, stream =>
        {
            try
            {
                using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
                var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
                foreach (var entry in archive.Entries)
                {
                    var name = Printable.Escape(entry.FullName);
                    if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal)) throw new DataException($"{path}: '{name}' is not an .npy file.");
                    mostBytes -= entry.Length;
                    if (mostBytes < 0)
                        throw new DataException($"{path}: '{name}' has {entry.Length} bytes: all arrays together would exceed the limit; raise it.");
                    using var content = entry.Open();
                    if (!tensors.TryAdd(entry.FullName[..^Extension.Length], NpyFile.Read($"{path}: '{name}'", content)))
                        throw new DataException($"{path}: there are two arrays '{name}'.");
                }
                return tensors;
            }
            catch (InvalidDataException exception)
            {
                throw new DataException($"{path}: the zip archive is damaged: {exception.Message.ReplaceLineEndings(" ")}", exception);
            }
        });
    }

    /// <summary>Writes tensors under their names, atomically and compressed. Equal arguments give equal bytes.</summary>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.ContainsKey("")) throw new ArgumentException("npz: the name of an array is empty.", nameof(tensors));
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                var entry = archive.CreateEntry(name + Extension);
                // The first time that the format can hold.
                entry.LastWriteTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var content = entry.Open();
                NpyFile.Write(content, tensor);
            }
        });
    }
}
