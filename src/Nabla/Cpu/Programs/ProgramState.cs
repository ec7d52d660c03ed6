using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>What one run of a program needs for itself: where its values lie, and memory for those that nobody else owns.</summary>
/// <remarks>A program keeps one to use again; runs at the same time have one each.</remarks>
internal sealed unsafe class ProgramState
{
    // Pinned memory rather than the stack: a program may have hundreds of thousands of values.
    private readonly nint[] addresses;

    public ProgramState(int values, long arenaBytes)
    {
        addresses = GC.AllocateUninitializedArray<nint>(Math.Max(1, values), pinned: true);
        Arena = new DataBuffer(ElementType.Boolean, checked((int)arenaBytes));
    }

    public DataBuffer Arena { get; }

    /// <summary>The address of every value; valid as long as this object and the owners of the values are reachable.</summary>
    public byte** Values => (byte**)System.Runtime.CompilerServices.Unsafe.AsPointer(ref addresses[0]);

    /// <summary>Pinned room for the addresses that a bundle of loops collects.</summary>
    public required nint[] Pointers { get; init; }

    /// <summary>The operands of every step that runs a kernel of its own, made anew in each run without allocating.</summary>
    public Operand[]?[] Operands { get; init; } = [];
}
