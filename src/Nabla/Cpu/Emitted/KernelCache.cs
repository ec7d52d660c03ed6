using System.Collections.Concurrent;

namespace Nabla.Cpu;

/// <summary>Kernels by what they compute: programs of other shapes, and other programs, have many in common.</summary>
internal sealed class KernelCache
{
    // Structures that never come back must not pile up; loops keep the kernels that they run.
    private const int MostKernels = 2048;

    // Lazy, so that threads that meet make a kernel once.
    private readonly ConcurrentDictionary<string, Lazy<EmittedKernel>> kernels = new();

    /// <summary>The cache of the process.</summary>
    public static KernelCache Shared { get; } = new();

    public int Count => kernels.Count;

    public EmittedKernel Get(KernelCode code)
    {
        if (kernels.Count >= MostKernels) kernels.Clear();
        return kernels.GetOrAdd(KernelText.Of(code), _ => new(() => KernelEmitter.Emit(code))).Value;
    }
}
