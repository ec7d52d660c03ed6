using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Nabla.Kernels;

/// <summary>Prefetches memory. This is a hint: any address is allowed, and it does nothing on machines without support.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Prefetches the cache line at the address and the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* address)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(address);
        Sse.Prefetch0((byte*)address + 64);
    }
}
