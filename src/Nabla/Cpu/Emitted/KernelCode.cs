namespace Nabla.Cpu;

/// <summary>A stretch of an elementwise body that becomes one loop over vectors.</summary>
/// <param name="Type">What all its numbers are; its truth values are masks as wide.</param>
/// <param name="Width">The width of its vectors in bits, or 0 for one number at a time.</param>
/// <param name="Body">The instructions, each after those that it needs.</param>
/// <param name="Singles">For each input whether it is one number, rather than one per position.</param>
/// <param name="Outputs">Which values it writes.</param>
internal sealed record KernelCode(ElementType Type, int Width, ElementwiseInstruction[] Body, bool[] Singles, int[] Outputs)
{
    /// <summary>How many numbers a vector has.</summary>
    public int Lanes => Math.Max(1, Width / 8 / Type.Size());

    /// <summary>Walks over the kernel in the order of running.</summary>
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
        // Last, as an output may lie where an input does.
        for (var i = 0; i < Outputs.Length; i++) writer.Store(Outputs[i], Singles.Length + i);
        writer.EndLoop();
    }
}
