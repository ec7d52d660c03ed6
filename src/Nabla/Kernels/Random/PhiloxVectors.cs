using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Nabla.Kernels;

/// <summary>Four Philox blocks at a time, with the same words as <see cref="Philox.Block"/>.</summary>
internal static class PhiloxVectors
{
    public const int Blocks = 4;

    /// <summary>AVX2 has a 32 × 32 → 64 bit multiplication; elsewhere the scalar form is faster.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>The words of the blocks counter, counter + 1, … + 3, in memory order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<uint> First, Vector256<uint> Second) FourBlocks(ulong key, ulong counter, ulong counterHigh = 0)
    {
        // A 64-bit lane is a block. Only the low half of each word counts; the next multiplication ignores the upper bits. The lanes are crossed
        // because the final interleaving works within 128 bits.
        var x = Vector256.Create(counter) + Vector256.Create(0ul, 2, 1, 3);
        var y = x >>> 32;
        var (z, w) = (Vector256.Create(counterHigh), Vector256.Create(counterHigh >> 32));
        var multiplierA = Vector256.Create((ulong)Philox.MultiplierA).AsUInt32();
        var multiplierB = Vector256.Create((ulong)Philox.MultiplierB).AsUInt32();
        var (keyA, keyB) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Philox.Rounds; round++)
        {
            var a = Avx2.Multiply(multiplierA, x.AsUInt32());
            var b = Avx2.Multiply(multiplierB, z.AsUInt32());
            x = (b >>> 32) ^ y ^ Vector256.Create((ulong)keyA);
            y = b;
            z = (a >>> 32) ^ w ^ Vector256.Create((ulong)keyB);
            w = a;
            keyA += Philox.WeylA;
            keyB += Philox.WeylB;
        }

        var low = Vector256.Create((ulong)uint.MaxValue);
        var xy = (x & low) | (y << 32);
        var zw = (z & low) | (w << 32);
        return (Avx2.UnpackLow(xy, zw).AsUInt32(), Avx2.UnpackHigh(xy, zw).AsUInt32());
    }
}
