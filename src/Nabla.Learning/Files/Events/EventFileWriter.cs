using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// Appends scalars, histograms and images to a TensorBoard event file, as a run goes on: records of TensorFlow with a message of type <c>Event</c> each.
/// Everything is written to the file at once, so that TensorBoard shows it and a killed run loses nothing.
/// </summary>
public sealed class EventFileWriter : IDisposable
{
    private readonly FileStream stream;

    /// <summary>Creates a file in a folder, which TensorBoard takes as a run. The folder is created if it does not exist.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public EventFileWriter(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        try
        {
            Directory.CreateDirectory(folder);
            var start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            // Several files may be begun within a millisecond.
            for (var number = 0; stream is null; number++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{start / 1000}.{start % 1000:D3}{number:D3}.nabla");
                Path = System.IO.Path.Combine(folder, name);
                if (!File.Exists(Path)) stream = new(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"cannot write event files in '{folder}': {exception.Message}", exception);
        }
        Write(new WireMessage().Add(1, Now()).Add(3, "brain.Event:2"));
    }

    /// <summary>The file.</summary>
    public string Path { get; } = "";

    /// <summary>Appends a number.</summary>
    /// <param name="tag">The name of the series; parts before a slash form groups, as in <c>validation/loss</c>.</param>
    /// <param name="value">The number, shown as float32; NaN is allowed.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Scalar(string tag, double value, long step) => Summary(tag, step, entry => entry.Add(2, (float)value));

    /// <summary>Appends the distribution of the elements of a tensor, in intervals that grow by a tenth from zero in both directions.</summary>
    /// <param name="tag">The name of the series.</param>
    /// <param name="values">The numbers, of any shape and type.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Histogram(string tag, Tensor values, long step)
    {
        ArgumentNullException.ThrowIfNull(values);
        const double Growth = 1.1, Smallest = 1e-12, Largest = 1e20;
        double[] numbers = [.. values.To(ElementType.Float64).ToArray<double>().Where(double.IsFinite).Order()];
        var limits = new List<double>();
        for (var limit = Smallest; limit < Largest; limit *= Growth) limits.Add(limit);
        double[] all = [.. limits.Select(limit => -limit).Reverse(), 0, .. limits, double.MaxValue];
        var (kept, counts, next) = (new List<double>(), new List<double>(), 0);
        foreach (var limit in all)
        {
            var count = 0;
            for (; next < numbers.Length && numbers[next] <= limit; next++) count++;
            // One empty interval separates those that are not; more tell nothing.
            if (count == 0 && (counts.Count == 0 || counts[^1] == 0))
            {
                if (kept.Count > 0) kept[^1] = limit;
                else (kept, counts) = ([limit], [0]);
                continue;
            }
            kept.Add(limit);
            counts.Add(count);
            if (next == numbers.Length) break;
        }
        var (least, most) = numbers.Length == 0 ? (0, 0) : (numbers[0], numbers[^1]);
        var message = new WireMessage().Add(1, least).Add(2, most).Add(3, (double)numbers.Length).Add(4, numbers.Sum()).Add(5, numbers.Sum(x => x * x))
            .Add(6, kept).Add(7, counts);
        Summary(tag, step, entry => entry.Add(5, message));
    }

    /// <summary>Appends a picture.</summary>
    /// <param name="tag">The name of the series.</param>
    /// <param name="png">The content of a PNG file.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="ArgumentException">The bytes do not begin like a PNG file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Image(string tag, ReadOnlySpan<byte> png, int width, int height, long step)
    {
        const int Colors = 4;
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (!png.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG"u8]))
            throw new ArgumentException($"image '{tag}': these bytes are not a PNG file.", nameof(png));
        var message = new WireMessage().Add(1, height).Add(2, width).Add(3, Colors).Add(4, png);
        Summary(tag, step, entry => entry.Add(4, message));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private void Summary(string tag, long step, Func<WireMessage, WireMessage> value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        var summary = new WireMessage().Add(1, value(new WireMessage().Add(1, tag)));
        Write(new WireMessage().Add(1, Now()).Add(2, step).Add(5, summary));
    }

    private void Write(WireMessage message) => stream.Write(EventRecord.ToBytes(message.ToArray()));
}
