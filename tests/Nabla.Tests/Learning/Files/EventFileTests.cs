using System.Runtime.InteropServices;
using System.Text;
using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Learning.Files;

/// <summary>TensorBoard event files.</summary>
public sealed class EventFileTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("123456789", 0xE3069283)] // the check value of CRC-32C
    [InlineData("", 0)]
    public void MaskedSum_OfText_IsTheRotatedAndShiftedSum(string text, uint sum) =>
        Assert.Equal(((sum >> 15) | (sum << 17)) + 0xA282EAD8, EventRecord.MaskedSum(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Writer_BeginsWithTheVersion()
    {
        using var writer = new EventFileWriter(folder.In("run"));
        var bytes = File.ReadAllBytes(writer.Path);
        // The length and its sum; a double in field 1; and a text of 13 bytes in field 3.
        Assert.Equal([24, 0, 0, 0, 0, 0, 0, 0], bytes[..8]);
        Assert.Equal(0x09, bytes[12]);
        Assert.Equal([0x1A, 13, .. "brain.Event:2"u8], bytes[21..36]);
        Assert.Equal(12 + 24 + 4, bytes.Length);
        Assert.StartsWith("events.out.tfevents.", Path.GetFileName(writer.Path));
    }

    [Fact]
    public void Scalars_WrittenAndRead_AreTheSameBesidesOtherValues()
    {
        string path;
        using (var writer = new EventFileWriter(folder.In("run")))
        {
            path = writer.Path;
            writer.Scalar("loss", 0.5, 1);
            writer.Histogram("weights", new Generator(1).Normal([100]), 1);
            writer.Image("digit", [0x89, .. "PNG"u8, 1, 2], 3, 2, 1);
            writer.Scalar("validation/äöü", double.NaN, 1L << 40);
            Assert.Throws<ArgumentException>(() => writer.Image("digit", [1, 2, 3], 3, 2, 1));
            Assert.Throws<ArgumentException>(() => writer.Scalar(" ", 1, 1));
            // Others may read while it is written.
            Assert.Equal(2, EventFile.ReadScalars(path).Count);
        }
        Assert.Equal([("loss", 1L, 0.5), ("validation/äöü", 1L << 40, double.NaN)], EventFile.ReadScalars(path));
    }

    [Fact]
    public void Histogram_OfNumbers_CountsThemAllInOrder()
    {
        double[] numbers = [-3, -3, 0, 1e-15, 0.5, 7, 7, 7, 1e30, double.NaN];
        using var writer = new EventFileWriter(folder.In("run"));
        writer.Histogram("x", Tensor.From<double>(numbers), 4);
        writer.Histogram("empty", Tensor.Zeros([0]), 5);
        var bytes = File.ReadAllBytes(writer.Path);
        var length = BitConverter.ToInt32(bytes, 40);
        var summary = WireMessage.Parse(bytes.AsMemory(52, length)).Single(field => field.Field == 5).Content;
        var histogram = WireMessage.Parse(WireMessage.Parse(WireMessage.Parse(summary).Single().Content).Single(field => field.Field == 5).Content);
        double Number(int field) => BitConverter.UInt64BitsToDouble(histogram.Single(each => each.Field == field).Bits);
        double[] Numbers(int field) => MemoryMarshal.Cast<byte, double>(histogram.Single(each => each.Field == field).Content.Span).ToArray();
        Assert.Equal((-3, 1e30, 9), (Number(1), Number(2), Number(3)));
        var (limits, counts) = (Numbers(6), Numbers(7));
        Assert.Equal(limits.Length, counts.Length);
        Assert.Equal(limits.Order(), limits);
        Assert.Equal(9, counts.Sum());
        for (var i = 0; i < limits.Length; i++)
            Assert.Equal(numbers.Count(x => double.IsFinite(x) && x <= limits[i] && (i == 0 || x > limits[i - 1])), counts[i]);
    }

    [Fact]
    public void Read_CutAnywhereOrWithABitFlipped_FailsWithOneLineOrGivesWhatIsWhole()
    {
        string path;
        using (var writer = new EventFileWriter(folder.In("run")))
        {
            path = writer.Path;
            for (var i = 0; i < 3; i++) writer.Scalar("loss", i, i);
        }
        var bytes = File.ReadAllBytes(path);
        for (var i = 0; i < bytes.Length; i++)
        {
            File.WriteAllBytes(path, bytes[..i]);
            Assert.InRange(EventFile.ReadScalars(path).Count, 0, 2);
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = (byte[])bytes.Clone();
                changed[i] ^= (byte)(1 << bit);
                File.WriteAllBytes(path, changed);
                DataFolder.ErrorNaming(path, () => EventFile.ReadScalars(path));
            }
        }
    }

    [Fact]
    public void Parse_OfAnyBytes_FailsOrGivesFields()
    {
        var random = new HostRandom(1);
        for (var trial = 0; trial < 20_000; trial++)
        {
            var bytes = Enumerable.Range(0, random.NextInt32(12)).Select(_ => (byte)random.NextInt32(256)).ToArray();
            try
            {
                WireMessage.Parse(bytes);
            }
            catch (FormatException)
            {
                // Refused.
            }
        }
    }

    [Fact]
    public void Callback_OfARun_WritesStepsAndEpochs()
    {
        var data = SyntheticData.Moons(40, 0.1, new HostRandom(1));
        var network = new Sequential(new Linear(2, 2, new Generator(1)));
        using var writer = new EventFileWriter(folder.In("run"));
        new Trainer(network, new(new CrossEntropyLoss()), new Sgd(network.Parameters(), 0.1)).Fit(
            data, data, new() { Epochs = 2, BatchSize = 10 }, [new EventFileCallback(writer, 2)], TestContext.Current.CancellationToken);
        Assert.Equal(
            [("training/objective", 2L), ("training/objective", 4), ("epoch/training loss", 1), ("epoch/training score", 1), ("epoch/validation loss", 1),
                ("epoch/validation score", 1), ("training/objective", 6), ("training/objective", 8), ("epoch/training loss", 2), ("epoch/training score", 2),
                ("epoch/validation loss", 2), ("epoch/validation score", 2)],
            EventFile.ReadScalars(writer.Path).Select(scalar => (scalar.Tag, scalar.Step)));
    }
}
