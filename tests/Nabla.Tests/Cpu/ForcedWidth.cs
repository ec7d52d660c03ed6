using Nabla.Kernels;

namespace Nabla.Tests.Cpu;

/// <summary>Vectors of another width on this thread, as long as this lives.</summary>
internal readonly struct ForcedWidth : IDisposable
{
    public ForcedWidth(int width) => VectorWidth.Current = width;

    public void Dispose() => VectorWidth.Current = VectorWidth.Machine;
}
