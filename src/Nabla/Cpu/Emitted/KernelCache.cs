using System.Collections.Concurrent;

namespace Nabla.Cpu;

/// <summary>Kernels by their code: programs, including those for other shapes, share many.</summary>
internal sealed class KernelCache
{
    // Bounds the kernels that never recur; loops hold on to the kernels that they run.
    private const int MostKernels = 2048;

    // Lazy, so that concurrent threads compile a kernel only once.
    private readonly ConcurrentDictionary<string, Lazy<EmittedKernel>> kernels = new();

    /// <summary>The process-wide cache.</summary>
    public static KernelCache Shared { get; } = new();

    public int Count => kernels.Count;

    public EmittedKernel Get(KernelCode code)
    {
        if (kernels.Count >= MostKernels) kernels.Clear();
        return kernels.GetOrAdd(KernelText.Of(code), _ => new(() => KernelEmitter.Emit(code))).Value;
    }
}
