using Nabla.Kernels;

namespace Nabla;

/// <summary>A reproducible sequence of random numbers for host code: shuffling data, drawing initial values, augmenting images.</summary>
/// <remarks>
/// <para>The words come from Philox4x32-10 with the seed as key and (position, stream) as counter: the same seed and stream give the same
/// words on every machine, and streams of one seed never overlap, so work can be split by giving each part a stream of its own.</para>
/// <para>Not safe for use by two threads at once: give each its own stream. Not for cryptography.</para>
/// </remarks>
public sealed class HostRandom
{
    private readonly ulong seed;
    private readonly ulong stream;
    private ulong position;
    private (uint X, uint Y, uint Z, uint W) block;
    private int used = 4;
    private double spareNormal = double.NaN;

    /// <summary>Creates the sequence of a seed and stream.</summary>
    /// <param name="seed">Selects the family of sequences; all values are equally good.</param>
    /// <param name="stream">Selects one of 2⁶⁴ independent sequences of the seed.</param>
    public HostRandom(long seed, long stream = 0)
    {
        this.seed = (ulong)seed;
        this.stream = (ulong)stream;
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (used == 4)
        {
            block = Philox.Block(seed, position++, stream);
            used = 0;
        }

        return used++ switch { 0 => block.X, 1 => block.Y, 2 => block.Z, _ => block.W };
    }

    /// <summary>Fills a span with the next words, the same that <see cref="NextUInt32"/> gives one by one, but several times faster.</summary>
    /// <param name="words">Receives 32 random bits in each element.</param>
    public void NextUInt32s(Span<uint> words)
    {
        var index = 0;
        while (used < 4 && index < words.Length) words[index++] = NextUInt32();
        var blocks = (words.Length - index) / 4;
        RandomBits.FillWords(words.Slice(index, 4 * blocks), seed, position, stream);
        position += (ulong)blocks;
        for (index += 4 * blocks; index < words.Length; index++) words[index] = NextUInt32();
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble()
    {
        var low = NextUInt32();
        return RandomBits.ToDouble(low, NextUInt32());
    }

    /// <summary>A standard normal number, by the Box-Muller transform.</summary>
    /// <remarks>The last bit may differ between platforms, as those of logarithm, sine and cosine do.</remarks>
    public double NextNormal()
    {
        if (!double.IsNaN(spareNormal))
        {
            var spare = spareNormal;
            spareNormal = double.NaN;
            return spare;
        }

        var radiusUniform = NextDouble();
        (var normal, spareNormal) = RandomBits.BoxMuller(radiusUniform, NextDouble());
        return normal;
    }

    /// <summary>An exactly uniform integer in [0, <paramref name="exclusiveUpperBound"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusiveUpperBound"/> is less than 1.</exception>
    public int NextInt32(int exclusiveUpperBound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveUpperBound, 1);

        // Lemire, "Fast random integer generation in an interval": the high word of bits · bound, with rejection of the 2³² mod bound
        // low words that would cause bias.
        var bound = (uint)exclusiveUpperBound;
        var product = (ulong)NextUInt32() * bound;
        if ((uint)product < bound)
        {
            var tooSmall = (0u - bound) % bound;
            while ((uint)product < tooSmall) product = (ulong)NextUInt32() * bound;
        }

        return (int)(product >> 32);
    }

    /// <summary>Shuffles the items in place, every order equally likely (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextInt32(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
