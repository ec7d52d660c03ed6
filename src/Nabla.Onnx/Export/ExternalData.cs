using System.Globalization;
using Google.Protobuf;
using Nabla.Learning;
using Nabla.Onnx.Schema;

namespace Nabla.Onnx;

/// <summary>Weights in a file beside the model.</summary>
internal static class ExternalData
{
    // Below it, a constant stays in the model, where programs can read the shapes that it may be.
    private const int Smallest = 1024;

    // A page, so that the file can be mapped into memory.
    private const int Alignment = 4096;

    /// <summary>Writes constants to <c>PATH.data</c>, and sets where they are.</summary>
    public static void Write(string path, IReadOnlyList<(TensorProto Tensor, ReadOnlyMemory<byte> Bytes)> constants)
    {
        var name = Path.GetFileName(path) + ".data";
        AtomicFile.Write(path + ".data", stream =>
        {
            foreach (var (tensor, bytes) in constants)
            {
                if (bytes.Length < Smallest)
                {
                    tensor.RawData = ByteString.CopyFrom(bytes.Span);
                    continue;
                }
                stream.Position = (stream.Position + Alignment - 1) / Alignment * Alignment;
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                Add(tensor, "location", name);
                Add(tensor, "offset", stream.Position.ToString(CultureInfo.InvariantCulture));
                Add(tensor, "length", bytes.Length.ToString(CultureInfo.InvariantCulture));
                stream.Write(bytes.Span);
            }
        });
    }

    private static void Add(TensorProto tensor, string key, string value) =>
        tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}
