using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>The state of one run of a program: the addresses of its values, and memory for those that nothing else owns.</summary>
/// <remarks>A program keeps one for reuse; concurrent runs have one each.</remarks>
internal sealed unsafe class ProgramState
{
    // Pinned memory instead of the stack: a program may have hundreds of thousands of values.
    private readonly nint[] addresses;

    public ProgramState(int values, long arenaBytes)
    {
        addresses = GC.AllocateUninitializedArray<nint>(Math.Max(1, values), pinned: true);
        Arena = new DataBuffer(ElementType.Boolean, checked((int)arenaBytes));
    }

    public DataBuffer Arena { get; }

    /// <summary>The address of every value; valid as long as this object and the owners of the values are reachable.</summary>
    public byte** Values => (byte**)System.Runtime.CompilerServices.Unsafe.AsPointer(ref addresses[0]);

    /// <summary>Pinned memory for the addresses of fused kernels.</summary>
    public required nint[] Pointers { get; init; }

    /// <summary>The operands of every step with its own kernel, filled in each run without allocating.</summary>
    public Operand[]?[] Operands { get; init; } = [];

    /// <summary>For steps in a loop: inputs that are the same in every step, in the layout of the kernel that reads them.</summary>
    public Dictionary<int, DataBuffer> Layouts { get; } = [];
}
