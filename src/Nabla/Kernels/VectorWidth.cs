using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Kernels;

/// <summary>The widest vectors that kernels use, in bits: 512, 256, 128, or 0 for none.</summary>
internal static class VectorWidth
{
    /// <summary>
    /// The width set by <see cref="NablaOptions.VectorBits"/>, or the preferred width of this machine (the runtime prefers 256 bits if wider vectors lower the
    /// clock).
    /// </summary>
    public static int Machine { get; } = Usable((NablaOptions.Error() is null ? NablaOptions.VectorBits : null)
        ?? (Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0));

    // Per thread, so that a test that forces a width does not disturb tests running in parallel. Kernels read it once, on entry.
    [ThreadStatic]
    private static int forced;

    [ThreadStatic]
    private static bool isForced;

    /// <summary>The machine's width, or the one set by this thread. Any width is correct on any machine; emulated widths are slow.</summary>
    public static int Current
    {
        get => isForced ? forced : Machine;
        set
        {
            if (value is not (0 or 128 or 256 or 512))
                throw new ArgumentOutOfRangeException(nameof(value), value, "The vector width must be 0, 128, 256 or 512 bits.");
            forced = Usable(value);
            isForced = forced != Machine;
        }
    }

    // Emulated vectors fuse multiply and add, in software. Those of WebAssembly cannot, and a machine gives the same bits at every width.
    private static int Usable(int width) => PackedSimd.IsSupported ? Math.Min(width, 128) : width;
}
