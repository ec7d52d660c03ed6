using Nabla.Compiler;
using Nabla.Kernels;

namespace Nabla.Cpu;

/// <summary>Loops prepared to run together: piece by piece, in each piece the loops of its group one after the other.</summary>
internal sealed unsafe class LoopBundle
{
    // A piece for a thread: several loops' worth of it stay in the second-level cache.
    private const int PieceLength = 1 << 14;

    // Instructions on single numbers, some ten microseconds of them: less is not worth handing over.
    private const long WorthHandingOver = 200_000;

    private readonly LoopStep[] steps;
    private readonly Loop[] loops;

    // Where the pointers of each loop begin: its inputs, then its output.
    private readonly int[] pointers;
    private readonly Group[] groups;
    private readonly int pieces;
    private readonly bool isWorthHandingOver;

    public LoopBundle(GraphForm form, IReadOnlyList<IReadOnlyList<LoopStep>> groups, Executor executor)
    {
        steps = [.. groups.SelectMany(group => group)];
        loops = Array.ConvertAll(steps, step => executor.Prepare(step, Array.ConvertAll(step.Inputs, input => form.Nodes[input].Type), form.Nodes[step.Output].Type));
        pointers = new int[steps.Length + 1];
        for (var i = 0; i < steps.Length; i++) pointers[i + 1] = pointers[i] + steps[i].Inputs.Length + 1;
        var (first, made) = (0, new List<Group>());
        foreach (var group in groups)
        {
            var count = form.Nodes[group[0].Output].Type.Count;
            made.Add(new(first, first + group.Count, count, pieces));
            first += group.Count;
            pieces += (count + PieceLength - 1) / PieceLength;
        }
        this.groups = [.. made];
        var work = 0L;
        foreach (var step in steps) work += (long)form.Nodes[step.Output].Type.Count * step.Body.Length;
        isWorthHandingOver = work >= WorthHandingOver;
    }

    /// <summary>The loops of one stretch of elements.</summary>
    private readonly record struct Group(int First, int End, int Count, int FirstPiece);

    /// <summary>How many addresses <see cref="Run"/> needs room for.</summary>
    public int PointerCount => pointers[^1];

    /// <summary>Runs all loops.</summary>
    /// <param name="values">The addresses of the program's values.</param>
    /// <param name="room">Room for <see cref="PointerCount"/> addresses.</param>
    /// <param name="threads">The most threads to use.</param>
    public void Run(byte** values, byte** room, int threads)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            var place = room + pointers[i];
            foreach (var input in steps[i].Inputs) *place++ = values[input];
            *place = values[steps[i].Output];
            loops[i].Begin();
        }
        Workers.For(pieces, isWorthHandingOver ? threads : 1, new Pieces(this, room));
    }

    private readonly struct Pieces(LoopBundle bundle, byte** room) : IPieces
    {
        public void Run(int piece) => bundle.RunPiece(room, piece);
    }

    private void RunPiece(byte** room, int piece)
    {
        var number = 0;
        while (number + 1 < groups.Length && groups[number + 1].FirstPiece <= piece) number++;
        var group = groups[number];
        var start = (piece - group.FirstPiece) * PieceLength;
        var end = Math.Min(group.Count, start + PieceLength);
        for (var i = group.First; i < group.End; i++)
            loops[i].RunRange(room + pointers[i], room[pointers[i + 1] - 1], start, end);
    }
}
