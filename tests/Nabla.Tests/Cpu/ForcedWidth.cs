using Nabla.Kernels;

namespace Nabla.Tests.Cpu;

/// <summary>Forces a vector width on this thread until disposed.</summary>
internal readonly struct ForcedWidth : IDisposable
{
    private readonly int before;

    public ForcedWidth(int width) => (before, VectorWidth.Current) = (VectorWidth.Current, width);

    public void Dispose() => VectorWidth.Current = before;

    public static void Run(int width, Action action)
    {
        using var forced = new ForcedWidth(width);
        action();
    }
}
