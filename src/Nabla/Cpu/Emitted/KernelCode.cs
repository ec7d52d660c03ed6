namespace Nabla.Cpu;

/// <summary>A part of an elementwise body that becomes one loop over vectors.</summary>
/// <param name="Type">The type of its values; truth values are masks of the same width.</param>
/// <param name="Width">The vector width in bits, or 0 for scalars.</param>
/// <param name="Body">The instructions, in topological order.</param>
/// <param name="Singles">For each input, true if it is a single element instead of one per position.</param>
/// <param name="Outputs">The values that it writes.</param>
internal sealed record KernelCode(ElementType Type, int Width, ElementwiseInstruction[] Body, bool[] Singles, int[] Outputs)
{
    /// <summary>The number of elements in a vector.</summary>
    public int Lanes => Math.Max(1, Width / 8 / Type.Size());

    /// <summary>Visits the parts of the kernel in execution order.</summary>
    public void Write(IKernelWriter writer)
    {
        writer.Begin(this);
        for (var i = 0; i < Body.Length; i++)
        {
            if (Body[i].Code == ElementwiseOpcode.Constant) writer.Constant(i, Body[i]);
            else if (Body[i].Code == ElementwiseOpcode.Input && Singles[Body[i].A]) writer.Broadcast(i, Body[i].A);
        }
        writer.BeginLoop();
        for (var i = 0; i < Body.Length; i++)
        {
            if (Body[i].Code == ElementwiseOpcode.Constant) continue;
            if (Body[i].Code != ElementwiseOpcode.Input) writer.Apply(i, Body[i]);
            else if (!Singles[Body[i].A]) writer.Load(i, Body[i].A);
        }
        // Stores come last, because an output may share memory with an input.
        for (var i = 0; i < Outputs.Length; i++) writer.Store(Outputs[i], Singles.Length + i);
        writer.EndLoop();
    }
}
