using Nabla.Compiler;
using Nabla.Kernels;
using Nabla.Lanes;

namespace Nabla.Cpu;

/// <summary>An elementwise loop that runs in blocks while it is new, and on kernels made for it once that pays.</summary>
internal sealed unsafe class EmittedLoop(LoopStep step, TensorType[] inputs, TensorType output, KernelCache cache, bool isAtOnce) : Loop
{
    // Making kernels takes milliseconds, the first in a process some twenty.
    private const int RunsBefore = 20;
    private const long ElementsBefore = 1_000_000;

    // A piece for a thread, enough to be worth handing over.
    private const int PieceLength = 1 << 14;

    private readonly BlockLoop blocks = new(step, inputs, output);
    private volatile EmittedKernels? kernels;
    private int runs;
    private long elements;
    private int isMaking;

    /// <summary>Whether kernels are there.</summary>
    public bool IsEmitted => kernels is not null;

    /// <summary>Whether a loop can become kernels: floats of one type, and truth values between them.</summary>
    public static bool IsPossible(LoopStep step, TensorType[] inputs, TensorType output)
    {
        var type = output.Element;
        return type.IsFloat() && Array.TrueForAll(inputs, input => input.Element == type) && Array.TrueForAll(step.Body, IsPossible);

        bool IsPossible(LaneInstruction instruction)
        {
            if (instruction.Type != type && instruction.Type != ElementType.Boolean) return false;
            return instruction.Code is not (LaneCode.Equal or LaneCode.NotEqual or LaneCode.Less or LaneCode.LessOrEqual)
                || step.Body[instruction.A].Type == type;
        }
    }

    public override void Run(byte** values, byte* target, int threads)
    {
        if (kernels is null && IsDue()) Make();
        if (kernels is not { } ready)
        {
            blocks.Run(values, target, threads);
            Interlocked.Increment(ref runs);
            Interlocked.Add(ref elements, output.Count);
        }
        else if (threads <= 1 || output.Count <= PieceLength) ready.RunRange(values, target, 0, output.Count);
        else RunPieces(ready, values, target, output.Count, threads);
    }

    private static void RunPieces(EmittedKernels kernels, byte** values, byte* target, int count, int threads) =>
        Workers.For(
            (count + PieceLength - 1) / PieceLength,
            threads,
            piece => kernels.RunRange(values, target, piece * PieceLength, Math.Min(count, (piece + 1) * PieceLength)));

    private bool IsDue() => isAtOnce || Volatile.Read(ref runs) >= RunsBefore || Volatile.Read(ref elements) >= ElementsBefore;

    /// <summary>Makes the kernels, unless another thread does so already: this one then runs in blocks once more.</summary>
    private void Make()
    {
        if (Interlocked.Exchange(ref isMaking, 1) == 1) return;
        kernels = new EmittedKernels(step, output.Element, VectorWidth.Current, cache);
    }
}
