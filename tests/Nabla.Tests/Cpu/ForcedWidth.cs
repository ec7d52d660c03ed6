using Nabla.Kernels;

namespace Nabla.Tests.Cpu;

/// <summary>Forces a vector width on this thread until disposed.</summary>
internal readonly struct ForcedWidth : IDisposable
{
    public ForcedWidth(int width) => VectorWidth.Current = width;

    public void Dispose() => VectorWidth.Current = VectorWidth.Machine;
}
