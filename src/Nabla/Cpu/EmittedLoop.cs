using Nabla.Compiler;
using Nabla.Kernels;
using Nabla.Lanes;

namespace Nabla.Cpu;

/// <summary>An elementwise loop that runs in blocks while it is new, and on kernels made for it once that pays.</summary>
internal sealed unsafe class EmittedLoop(LoopStep step, TensorType[] inputs, TensorType output, ElementType type, KernelCache cache, bool isAtOnce) : Loop
{
    // Making kernels takes milliseconds, the first in a process some twenty.
    private const int RunsBefore = 20;
    private const long ElementsBefore = 1_000_000;

    private readonly BlockLoop blocks = new(step, inputs, output);
    private volatile EmittedKernels? kernels;
    private int runs;
    private long elements;
    private int isMaking;

    /// <summary>Whether kernels are there.</summary>
    public bool IsEmitted => kernels is not null;

    /// <summary>The type of a loop's numbers, or null where it cannot become kernels: floats of one type, and truth values among them.</summary>
    public static ElementType? TypeOf(LoopStep step)
    {
        ElementType? type = null;
        foreach (var instruction in step.Body)
        {
            if (instruction.Type == ElementType.Boolean) continue;
            if (!instruction.Type.IsFloat() || (type is { } other && other != instruction.Type)) return null;
            type = instruction.Type;
        }
        return Array.Exists(step.Body, ComparesTruthValues) ? null : type;

        bool ComparesTruthValues(LaneInstruction instruction) =>
            instruction.Code is LaneCode.Equal or LaneCode.NotEqual or LaneCode.Less or LaneCode.LessOrEqual
            && step.Body[instruction.A].Type == ElementType.Boolean;
    }

    public override void Begin()
    {
        if (kernels is not null) return;
        if (IsDue()) Make();
        Interlocked.Increment(ref runs);
        Interlocked.Add(ref elements, output.Count);
    }

    public override void RunRange(byte** values, byte* target, int start, int end)
    {
        if (kernels is { } ready) ready.RunRange(values, target, start, end);
        else blocks.RunRange(values, target, start, end);
    }

    private bool IsDue() => isAtOnce || Volatile.Read(ref runs) >= RunsBefore || Volatile.Read(ref elements) >= ElementsBefore;

    /// <summary>Makes the kernels, unless another thread does so already: this one then runs in blocks once more.</summary>
    private void Make()
    {
        if (Interlocked.Exchange(ref isMaking, 1) == 1) return;
        kernels = new EmittedKernels(step, type, VectorWidth.Current, cache);
    }
}
