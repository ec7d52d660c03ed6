using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Nabla.Kernels;

/// <summary>Four Philox blocks at a time, the same words as <see cref="Philox.Block"/> gives for each.</summary>
internal static class PhiloxVectors
{
    public const int Blocks = 4;

    /// <summary>AVX2 multiplies 32 by 32 bits to 64; elsewhere the scalar form is the faster one.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>The words of the blocks counter, counter + 1, … + 3 (high half of the counter 0), in the order of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<uint> First, Vector256<uint> Second) FourBlocks(ulong key, ulong counter)
    {
        // A lane of 64 bits is a block; of each word only the low half counts, what the multiplications leave above it is ignored by the
        // next. The lanes are crossed, because the interleaving at the end works within 128 bits.
        var x = Vector256.Create(counter) + Vector256.Create(0ul, 2, 1, 3);
        var y = x >>> 32;
        var (z, w) = (Vector256<ulong>.Zero, Vector256<ulong>.Zero);
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
