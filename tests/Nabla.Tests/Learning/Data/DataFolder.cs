using System.Buffers.Binary;
using System.IO.Compression;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>A temporary folder of data files, deleted after the test.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("nabla-data-").FullName;

    public static byte[] Idx(byte[] values, params int[] shape)
    {
        var file = new byte[4 + 4 * shape.Length + values.Length];
        file[2] = 0x08;
        file[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), shape[i]);
        values.CopyTo(file.AsSpan(4 + 4 * shape.Length));
        return file;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>The error message, after checking that it is a single line that begins with the file or folder.</summary>
    public static string ErrorNaming(string path, Action action)
    {
        string message = Assert.Throws<DataException>(action).Message;
        Assert.StartsWith(path + ":", message);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain('\r', message);
        return message[(path.Length + 2)..];
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
