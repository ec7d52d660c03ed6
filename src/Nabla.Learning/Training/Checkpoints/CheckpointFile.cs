using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nabla.Learning;

/// <summary>A checkpoint as a safetensors file, whose metadata holds a hash of everything in it: a changed byte is found.</summary>
internal static class CheckpointFile
{
    private const string Format = "nabla-checkpoint-1";
    private const string FormatKey = "format";
    private const string HashKey = "sha256";

    /// <summary>Writes a checkpoint atomically.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsEntry> entries)
    {
        var all = new Dictionary<string, string>(metadata) { [FormatKey] = Format };
        all[HashKey] = Hash(all, entries);
        SafetensorsFile.Write(path, all, entries);
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged or no checkpoint.</exception>
    public static SafetensorsFile Read(string path)
    {
        var file = SafetensorsFile.Read(path);
        if (!file.Metadata.TryGetValue(FormatKey, out var format) || !format.StartsWith("nabla-checkpoint", StringComparison.Ordinal))
            throw new ModelFileException(path, "this is not a checkpoint of a training run.");
        if (format != Format) throw new ModelFileException(path, $"the format is '{Printable.Escape(format)}'; this version reads '{Format}'.");
        if (!file.Metadata.TryGetValue(HashKey, out var hash) || hash != Hash(file.Metadata, file.Entries))
            throw new ModelFileException(path, "the file is damaged: its content does not have the hash that it was written with.");
        return file;
    }

    private static string Hash(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Lengths keep the parts apart.
        void Add(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length}:")));
            hash.AppendData(bytes);
        }

        foreach (var (key, value) in metadata.Where(pair => pair.Key != HashKey).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(key);
            Add(value);
        }
        foreach (var entry in entries)
        {
            Add(entry.Name);
            Add(entry.ElementTypeName);
            Add(string.Join(",", entry.Shape));
            hash.AppendData(entry.Data.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
