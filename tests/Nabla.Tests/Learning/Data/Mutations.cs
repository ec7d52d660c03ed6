using System.Globalization;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>
/// Damages files: each must load or be refused in one line that names it. The environment variable NABLA_MUTATIONS sets the number of random changes.
/// </summary>
internal static class Mutations
{
    /// <summary>The number of random changes.</summary>
    internal static int Count(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("NABLA_MUTATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : usual;

    /// <summary>The file cut short at each place, and with each byte changed in one bit and in all bits.</summary>
    internal static IEnumerable<byte[]> Systematic(byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            yield return bytes[..i];
            foreach (byte pattern in (byte[])[0x01, 0xFF])
            {
                var changed = (byte[])bytes.Clone();
                changed[i] ^= pattern;
                yield return changed;
            }
        }
    }

    /// <summary>The file with a few bytes changed, inserted, removed, repeated or copied from elsewhere.</summary>
    internal static IEnumerable<byte[]> Random(byte[] bytes, int count, int seed = 1)
    {
        byte[] telling = [0, 1, 2, 7, 0x7F, 0x80, 0xFE, 0xFF];
        var random = new Random(seed);
        for (int round = 0; round < count; round++)
        {
            var changed = bytes.ToList();
            for (int change = random.Next(1, 5); change > 0 && changed.Count > 0; change--)
            {
                int place = random.Next(changed.Count), length = Math.Min(random.Next(1, 9), changed.Count - place);
                switch (random.Next(7))
                {
                    case 0: changed[place] ^= (byte)(1 << random.Next(8)); break;
                    case 1: changed[place] = (byte)random.Next(256); break;
                    case 2: changed[place] = telling[random.Next(telling.Length)]; break;
                    case 3: changed.RemoveRange(place, length); break;
                    case 4: changed.InsertRange(place, changed.GetRange(random.Next(changed.Count - length + 1), length)); break;
                    case 5: for (int i = 0; i < length; i++) changed[place + i] = 0xFF; break;
                    default: if (random.Next(8) == 0) changed.RemoveRange(place, changed.Count - place); break;
                }
            }
            yield return [.. changed];
        }
    }

    /// <summary>Loads each file.</summary>
    /// <param name="path">Where to write it.</param>
    /// <param name="files">The contents.</param>
    /// <param name="load">Loads it.</param>
    /// <param name="mostBytes">The largest number of bytes that one may allocate on the heap.</param>
    /// <returns>How many loaded, and how many were refused.</returns>
    internal static (int Loaded, int Refused) Try(string path, IEnumerable<byte[]> files, Action load, long mostBytes)
    {
        var (loaded, refused) = (0, 0);
        foreach (var bytes in files)
        {
            File.WriteAllBytes(path, bytes);
            var (isLoaded, taken) = Attempt(path, bytes, load);
            // Other tests allocate at the same time, though hardly so much every time.
            for (var again = 0; again < 5 && taken >= mostBytes; again++) taken = Attempt(path, bytes, load).Taken;
            Assert.True(taken < mostBytes, $"{taken} bytes allocated for {System.Convert.ToHexString(bytes)}");
            if (isLoaded) loaded++;
            else refused++;
        }
        return (loaded, refused);
    }

    private static (bool IsLoaded, long Taken) Attempt(string path, byte[] bytes, Action load)
    {
        var before = GC.GetTotalAllocatedBytes();
        var isLoaded = false;
        try
        {
            load();
            isLoaded = true;
        }
        catch (Exception exception) when (exception is DataException or ModelFileException)
        {
            Assert.Contains(Path.GetFileName(path), exception.Message);
            Assert.DoesNotContain(exception.Message, char.IsControl);
        }
        catch (Exception exception)
        {
            Assert.Fail($"{exception}\n{System.Convert.ToHexString(bytes)}");
        }
        return (isLoaded, GC.GetTotalAllocatedBytes() - before);
    }
}
