using System.Text;

namespace Nabla.Learning;

/// <summary>Reads the scalars of TensorBoard event files.</summary>
public static class EventFile
{
    /// <summary>Returns the scalars of a file in its order. A last record that is not complete yet, because a run is writing it, is left out.</summary>
    /// <exception cref="DataException">The file is missing, or a record is damaged. The message is one line.</exception>
    public static IReadOnlyList<(string Tag, long Step, double Value)> ReadScalars(string path) => DataFile.Read(path, stream =>
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        ReadOnlyMemory<byte> rest = copy.ToArray();
        var scalars = new List<(string, long, double)>();
        for (var record = 1; ; record++)
        {
            try
            {
                if (EventRecord.Take(ref rest) is not { } data) return scalars;
                AddScalars(data, scalars);
            }
            catch (FormatException exception)
            {
                throw new DataException($"{path}: record {record} is damaged: {exception.Message}.", exception);
            }
        }
    });

    private static void AddScalars(ReadOnlyMemory<byte> message, List<(string Tag, long Step, double Value)> scalars)
    {
        var fields = WireMessage.Parse(message);
        var step = (long)fields.LastOrDefault(field => field.Field == 2 && !WireMessage.HasContent(field.Kind)).Bits;
        foreach (var summary in fields.Where(field => field.Field == 5 && WireMessage.HasContent(field.Kind)))
        {
            foreach (var value in WireMessage.Parse(summary.Content).Where(field => field.Field == 1 && WireMessage.HasContent(field.Kind)))
            {
                var parts = WireMessage.Parse(value.Content);
                var tag = parts.Find(field => field.Field == 1 && WireMessage.HasContent(field.Kind)).Content;
                foreach (var number in parts.Where(field => field.Field == 2 && !WireMessage.HasContent(field.Kind)))
                    scalars.Add((Encoding.UTF8.GetString(tag.Span), step, BitConverter.UInt32BitsToSingle((uint)number.Bits)));
            }
        }
    }
}
