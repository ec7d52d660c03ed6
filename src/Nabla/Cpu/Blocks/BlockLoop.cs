using Nabla.Compiler;
using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>An elementwise loop executed in tiles that stay in the L1 cache.</summary>
internal sealed unsafe class BlockLoop : Loop
{
    private const int TileLength = 1024;
    private const int TileBytes = TileLength * sizeof(double);

    [ThreadStatic]
    private static DataBuffer? scratch;

    private readonly LoopStep step;
    private readonly int[] tiles;
    private readonly int tileCount;

    // For each instruction the index of the result it computes, or −1.
    private readonly int[] resultOf;

    public BlockLoop(LoopStep step)
    {
        this.step = step;
        (tiles, tileCount) = AssignTiles(step);
        resultOf = new int[step.Body.Length];
        Array.Fill(resultOf, -1);
        for (var i = 0; i < step.Results.Length; i++) resultOf[step.Results[i].Instruction] = i;
    }

    public override void RunRange(byte** values, int start, int end)
    {
        if (scratch is null || scratch.Count < tileCount * TileBytes) scratch = new DataBuffer(ElementType.Boolean, tileCount * TileBytes);
        var buffer = scratch;
        var body = step.Body;
        var targets = values + step.Inputs.Length;
        var places = stackalloc byte*[body.Length];
        for (var i = 0; i < body.Length; i++) places[i] = buffer.Pointer + (long)tiles[i] * TileBytes;
        for (var i = 0; i < body.Length; i++)
        {
            // Constants and single elements fill their tiles once; these tiles are not shared.
            if (body[i].Code == ElementwiseOpcode.Constant) Tiles.Fill(body[i].Type, places[i], body[i].Constant, Math.Min(TileLength, end - start));
            else if (IsSingle(body[i])) Tiles.Fill(body[i].Type, places[i], values[body[i].A], Math.Min(TileLength, end - start));
        }
        for (var from = start; from < end; from += TileLength)
        {
            var length = Math.Min(TileLength, end - from);
            for (var i = 0; i < body.Length; i++)
            {
                var instruction = body[i];
                switch (instruction.Code)
                {
                    case ElementwiseOpcode.Constant:
                        break;
                    case ElementwiseOpcode.Input:
                        var size = instruction.Type.Size();
                        if (step.Maps[instruction.A] is not { } map)
                            places[i] = Straight(values, instruction.A, (long)from * size, length * size, buffer.Pointer + (long)tiles[i] * TileBytes);
                        else if (!IsSingle(instruction)) StridedTile.Gather(step.Shape, map, values[instruction.A], size, from, length, places[i]);
                        break;
                    default:
                        if (resultOf[i] is var result and >= 0) places[i] = targets[result] + (long)from * instruction.Type.Size();
                        Tiles.Run(
                            instruction,
                            body[instruction.A].Type,
                            places[instruction.A],
                            instruction.B >= 0 ? places[instruction.B] : null,
                            instruction.C >= 0 ? places[instruction.C] : null,
                            places[i],
                            length);
                        break;
                }
            }
            for (var i = 0; i < step.Results.Length; i++)
            {
                // Leaves are not written by any instruction, and an instruction with two results writes only one of them.
                var instruction = step.Results[i].Instruction;
                if (resultOf[instruction] == i && !body[instruction].IsLeaf) continue;
                var bytes = (long)length * body[instruction].Type.Size();
                Buffer.MemoryCopy(places[instruction], targets[i] + from * (bytes / length), bytes, bytes);
            }
        }
        GC.KeepAlive(buffer);
    }

    /// <summary>
    /// The address to read a contiguous input from: in place, or a copy if a result shares its memory, since some instructions write before they have
    /// read everything.
    /// </summary>
    private byte* Straight(byte** values, int input, long offset, int bytes, byte* tile)
    {
        var source = values[input];
        for (var i = 0; i < step.Results.Length; i++)
        {
            if (values[step.Inputs.Length + i] != source) continue;
            Buffer.MemoryCopy(source + offset, tile, bytes, bytes);
            return tile;
        }
        return source + offset;
    }

    private bool IsSingle(ElementwiseInstruction instruction) =>
        instruction.Code == ElementwiseOpcode.Input && step.Maps[instruction.A] is { } map && Array.TrueForAll(map, stride => stride == 0);

    /// <summary>Assigns a tile to every instruction, reused once its value is dead.</summary>
    private (int[] Tiles, int Count) AssignTiles(LoopStep loop)
    {
        var body = loop.Body;
        var lastUse = new int[body.Length];
        for (var i = 0; i < body.Length; i++)
        {
            lastUse[i] = i;
            if (body[i].Code is ElementwiseOpcode.Input or ElementwiseOpcode.Constant) continue;
            foreach (var operand in (ReadOnlySpan<int>)[body[i].A, body[i].B, body[i].C])
                if (operand >= 0) lastUse[operand] = i;
        }
        foreach (var result in loop.Results) lastUse[result.Instruction] = body.Length;
        var assigned = new int[body.Length];
        var free = new Stack<int>();
        var count = 0;
        for (var i = 0; i < body.Length; i++)
        {
            // An instruction never reads and writes the same tile: some kernels write before they have read everything.
            var forever = body[i].Code == ElementwiseOpcode.Constant || IsSingle(body[i]);
            assigned[i] = !forever && free.TryPop(out var tile) ? tile : count++;
            for (var dead = 0; dead <= i; dead++)
            {
                if (lastUse[dead] != i || body[dead].Code == ElementwiseOpcode.Constant || IsSingle(body[dead])) continue;
                lastUse[dead] = -1;
                free.Push(assigned[dead]);
            }
        }
        return (assigned, count);
    }
}
