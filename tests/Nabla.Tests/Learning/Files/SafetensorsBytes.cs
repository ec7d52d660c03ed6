using System.Buffers.Binary;
using System.Text;

namespace Nabla.Tests.Learning.Files;

/// <summary>Files in the safetensors format built by hand, so that they can be invalid.</summary>
internal static class SafetensorsBytes
{
    public static byte[] Of(string header, int dataLength) => Of(Encoding.UTF8.GetBytes(header), dataLength);

    public static byte[] Of(byte[] header, int dataLength) => [.. Length((ulong)header.Length), .. header, .. new byte[dataLength]];

    public static byte[] Length(ulong length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        return bytes;
    }
}
