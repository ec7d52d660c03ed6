namespace Nabla.Cpu;

/// <summary>Collects and renumbers the instructions of one segment; operands from other segments become inputs.</summary>
internal sealed class SegmentBuilder(ElementwiseInstruction[] body, bool[] singles, int[] places, Func<int, bool> isInside)
{
    private readonly Dictionary<int, int> locals = [];

    public List<ElementwiseInstruction> Code { get; } = [];

    /// <summary>For each input, true if it is a single element.</summary>
    public List<bool> Singles { get; } = [];

    /// <summary>The buffer of each input.</summary>
    public List<int> Places { get; } = [];

    public void Add(int value)
    {
        var instruction = body[value];
        Append(value, instruction with
        {
            A = Local(instruction.A),
            B = instruction.B >= 0 ? Local(instruction.B) : instruction.B,
            C = instruction.C >= 0 ? Local(instruction.C) : instruction.C,
        });
    }

    /// <summary>The local number of a value of the body; values from other segments become inputs.</summary>
    public int Local(int value)
    {
        if (locals.TryGetValue(value, out var local)) return local;
        var instruction = body[value];
        if (isInside(value)) throw new InvalidOperationException("An instruction precedes its operand.");
        if (instruction.Code == ElementwiseOpcode.Constant) return Append(value, instruction);
        var fromLoop = instruction.Code == ElementwiseOpcode.Input;
        Singles.Add(fromLoop && singles[instruction.A]);
        Places.Add(fromLoop ? instruction.A : places[value]);
        return Append(value, new(ElementwiseOpcode.Input, instruction.Type, Singles.Count - 1));
    }

    private int Append(int value, ElementwiseInstruction instruction)
    {
        Code.Add(instruction);
        locals[value] = Code.Count - 1;
        return Code.Count - 1;
    }
}
