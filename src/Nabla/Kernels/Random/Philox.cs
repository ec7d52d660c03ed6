using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>
/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11): a keyed
/// bijection of 128-bit counters whose values pass the usual statistical batteries. It is stateless, so any block can be computed at any time.
/// </summary>
internal static class Philox
{
    public const uint MultiplierA = 0xD2511F53;
    public const uint MultiplierB = 0xCD9E8D57;
    public const uint WeylA = 0x9E3779B9; // the golden ratio
    public const uint WeylB = 0xBB67AE85; // √3 − 1
    public const int Rounds = 10;

    /// <summary>Four random words that depend only on the key and the 128-bit counter (both given low half first).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint X, uint Y, uint Z, uint W) Block(ulong key, ulong counter, ulong counterHigh)
    {
        var (x, y, z, w) = ((uint)counter, (uint)(counter >> 32), (uint)counterHigh, (uint)(counterHigh >> 32));
        var (keyA, keyB) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var a = (ulong)MultiplierA * x;
            var b = (ulong)MultiplierB * z;
            (x, y, z, w) = ((uint)(b >> 32) ^ y ^ keyA, (uint)b, (uint)(a >> 32) ^ w ^ keyB, (uint)a);
            keyA += WeylA;
            keyB += WeylB;
        }

        return (x, y, z, w);
    }
}
