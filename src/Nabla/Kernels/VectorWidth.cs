using System.Runtime.Intrinsics;
using Nabla.Core;

namespace Nabla.Kernels;

/// <summary>The widest vectors that kernels use, in bits: 512, 256, 128, or 0 for none.</summary>
internal static class VectorWidth
{
    /// <summary>What <c>NABLA_VECTOR_BITS</c> says, or what this machine is fast at (the runtime prefers 256 bits where wider ones slow the clock).</summary>
    public static int Machine { get; } = (EnvironmentSettings.Error() is null ? EnvironmentSettings.VectorBits : null)
        ?? (Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0);

    // Per thread, so that a test which forces a width does not disturb the tests beside it. Kernels read it once, on entry.
    [ThreadStatic]
    private static int forced;

    [ThreadStatic]
    private static bool isForced;

    /// <summary>The machine's width, or the one set by this thread. Any width is correct on any machine; emulated ones are slow.</summary>
    public static int Current
    {
        get => isForced ? forced : Machine;
        set
        {
            if (value is not (0 or 128 or 256 or 512))
                throw new ArgumentOutOfRangeException(nameof(value), value, "A vector has 0, 128, 256 or 512 bits.");
            forced = value;
            isForced = value != Machine;
        }
    }
}
