using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Nabla.Kernels;

/// <summary>Asks for memory ahead of its use. A hint: any address is allowed, and machines without one do nothing.</summary>
internal static unsafe class Prefetch
{
    /// <summary>The cache line at the address and the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* address)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(address);
        Sse.Prefetch0((byte*)address + 64);
    }
}
