namespace Nabla.Cpu;

/// <summary>Collects the instructions of one segment, with operands from outside as inputs, and numbers them anew.</summary>
internal sealed class SegmentBuilder(ElementwiseInstruction[] body, bool[] singles, int[] places, Func<int, bool> isInside)
{
    private readonly Dictionary<int, int> locals = [];

    public List<ElementwiseInstruction> Code { get; } = [];

    /// <summary>For each input whether it is one number.</summary>
    public List<bool> Singles { get; } = [];

    /// <summary>For each input the place where it lies.</summary>
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

    /// <summary>The number here of a value of the body, which becomes an input if it comes from elsewhere.</summary>
    public int Local(int value)
    {
        if (locals.TryGetValue(value, out var local)) return local;
        var instruction = body[value];
        if (isInside(value)) throw new InvalidOperationException("An instruction stands before its operand.");
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
