using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Files;

public sealed class SafetensorsFuzzTests : IDisposable
{
    private const int Rounds = 6_000;

    private readonly ScratchDirectory scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Read_DamagedFile_LoadsOrSaysWhy()
    {
        var path = scratch.File("model.safetensors");
        SafetensorsFile.Write(
            path,
            new Dictionary<string, string> { ["format"] = "pt", ["Ω"] = "0.5" },
            [
                new("0.weight", "F32", [3, 4], new byte[48]),
                new("0.bias", "F64", [4], new byte[32]),
                new("empty", "I64", [0, 3], Array.Empty<byte>()),
                new("step", "I32", [], new byte[4]),
                new("mask", "BOOL", [5], new byte[5]),
            ]);
        var original = File.ReadAllBytes(path);
        var random = new Random(20_240_607);
        var (loaded, refused) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            File.WriteAllBytes(path, Damage(original, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                SafetensorsFile.Read(path);
                loaded++;
            }
            catch (ModelFileException error)
            {
                refused++;
                Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(error.Message, char.IsControl);
            }

            // The file has about 500 bytes; the rest is the exception with its stack trace and the file handle.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        }

        // Both cases must have occurred: files with damaged data load, those with a damaged header do not.
        Assert.InRange(loaded, 100, Rounds);
        Assert.InRange(refused, 100, Rounds);
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        // JSON characters get further into the reader than random bytes.
        const string telling = "{}[]\",:0123456789-.eE\\u \n\0ÿ";
        var bytes = original.ToList();
        for (var count = random.Next(1, 4); count > 0 && bytes.Count > 0; count--)
        {
            var place = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[place] = (byte)telling[random.Next(telling.Length)];
                    break;
                case 3:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                case 4:
                    bytes.RemoveRange(place, Math.Min(random.Next(1, 9), bytes.Count - place));
                    break;
                default:
                    bytes.InsertRange(place, original.Skip(random.Next(original.Length)).Take(random.Next(1, 20)));
                    break;
            }
        }

        return [.. bytes];
    }
}
