using Nabla.Lanes;

namespace Nabla.Compiler;

/// <summary>Decides which elementwise nodes are computed inside their consumer's loop, and writes the loops.</summary>
internal sealed class Fuse
{
    // A loop keeps its intermediate tiles in the first-level cache; beyond some length there is nothing more to gain.
    private const int MostOperationsInLoop = 48;
    private const int MostInputsOfLoop = 24;

    // Read in any order from the second-level cache.
    private const long CachedBytes = 1 << 18;
    private readonly GraphForm form;
    private readonly bool[] stored;

    public Fuse(GraphForm form)
    {
        this.form = form;
        stored = Decide(form);
    }

    /// <summary>True where the node's numbers exist in memory, rather than only inside a loop or as an index map.</summary>
    public bool IsStored(int node) => stored[node];

    /// <summary>The loop that computes a stored elementwise node with everything fused into it.</summary>
    public LoopStep Loop(int node)
    {
        var type = form.Nodes[node].Type;
        var builder = new LaneBuilder();
        var inputs = new List<(int Value, IndexMap? Map)>();
        var lanes = new Dictionary<int, Lane>();
        var stack = new Stack<(int Node, bool Ready)>([(node, false)]);
        while (stack.TryPop(out var frame))
        {
            var (current, ready) = frame;
            if (lanes.ContainsKey(current)) continue;
            var entry = form.Nodes[current];
            if (current != node && !Inside(current))
            {
                var (value, map) = Source(current, type.Shape);
                var number = inputs.FindIndex(input => input.Value == value && SameMap(input.Map, map));
                if (number < 0)
                {
                    number = inputs.Count;
                    inputs.Add((value, map));
                }
                lanes[current] = builder.Input(number, entry.Type.Element);
            }
            else if (!ready)
            {
                stack.Push((current, true));
                for (var i = entry.Inputs.Length - 1; i >= 0; i--) stack.Push((entry.Inputs[i], false));
            }
            else
            {
                lanes[current] = ((ElementwiseOperation)entry.Operation!).Body(builder, Array.ConvertAll(entry.Inputs, input => lanes[input]));
            }
        }
        var (shape, maps) = MergeAxes(type.Shape, [.. inputs.Select(input => input.Map?.Strides)]);
        return new([new(node, lanes[node].Index)], [.. inputs.Select(input => input.Value)], maps, [.. inputs.Select(input => input.Map?.Offset ?? 0)], shape, [.. builder.Instructions]);
    }

    private bool Inside(int node) => !stored[node] && form.Nodes[node].Operation is ElementwiseOperation;

    /// <summary>The stored value behind a chain of moves, and how it is read in the given shape.</summary>
    private (int Value, IndexMap? Map) Source(int node, Shape shape)
    {
        if (stored[node]) return (node, null);
        var map = IndexMap.Straight(shape);
        while (!stored[node])
        {
            var entry = form.Nodes[node];
            var from = entry.Inputs[0];
            map = map.Through((MoveOperation)entry.Operation!, entry.Type, form.Nodes[from].Type, shape);
            node = from;
        }
        return (node, map.IsStraight(shape) ? null : map);
    }

    private static bool SameMap(IndexMap? a, IndexMap? b) =>
        a is null ? b is null : b is not null && a.Offset == b.Offset && a.Strides.AsSpan().SequenceEqual(b.Strides);

    /// <summary>Merges neighbouring axes that every input steps through evenly, and drops axes of size 1.</summary>
    private static (int[] Shape, long[]?[] Maps) MergeAxes(Shape shape, long[]?[] maps)
    {
        if (Array.TrueForAll(maps, map => map is null)) return ([shape.ElementCount], maps);
        var straight = Array.ConvertAll(shape.Strides(), stride => (long)stride);
        var all = Array.ConvertAll(maps, map => map ?? straight);
        var axes = Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] != 1).ToList();
        var sizes = new List<int>();
        var strides = all.Select(_ => new List<long>()).ToArray();
        foreach (var axis in axes)
        {
            var mergeable = sizes.Count > 0;
            for (var i = 0; mergeable && i < all.Length; i++) mergeable = strides[i][^1] == all[i][axis] * shape[axis];
            if (mergeable) sizes[^1] *= shape[axis];
            else sizes.Add(shape[axis]);
            for (var i = 0; i < all.Length; i++)
            {
                if (mergeable) strides[i][^1] = all[i][axis];
                else strides[i].Add(all[i][axis]);
            }
        }
        for (var i = 0; i < maps.Length; i++)
            if (maps[i] is not null) maps[i] = [.. strides[i]];
        return ([.. sizes], maps);
    }

    private static bool[] Decide(GraphForm form)
    {
        var count = form.Nodes.Length;
        var consumer = new int[count];
        var needed = new bool[count];
        var isMoved = new bool[count];
        Array.Fill(consumer, -1);
        foreach (var output in form.Outputs) needed[output] = true;
        for (var i = 0; i < count; i++)
        {
            foreach (var input in form.Nodes[i].Inputs)
            {
                // -2: more than one consumer.
                consumer[input] = consumer[input] == -1 || consumer[input] == i ? i : -2;
                // A move is looked through by loops and by moves that are themselves looked through.
                if (form.Nodes[i].Operation is ElementwiseOperation) continue;
                if (IsMap(form.Nodes[i])) isMoved[input] = true;
                else needed[input] = true;
            }
        }
        var stored = new bool[count];
        var loop = new int[count];
        var size = new int[count];
        var reads = new int[count];
        for (var i = count - 1; i >= 0; i--)
        {
            var node = form.Nodes[i];
            switch (node.Operation)
            {
                case ElementwiseOperation:
                    if (consumer[i] == -2 && !needed[i] && !isMoved[i] && IsCheaperThanMemory(form, i)) break;
                    var user = consumer[i];
                    var fused = !needed[i] && user >= 0 && form.Nodes[user].Operation is ElementwiseOperation
                        && size[loop[user]] < MostOperationsInLoop && reads[loop[user]] + node.Inputs.Length <= MostInputsOfLoop;
                    loop[i] = fused ? loop[user] : i;
                    stored[i] = !fused;
                    size[loop[i]]++;
                    reads[loop[i]] += node.Inputs.Length;
                    break;
                case MoveOperation move when IsMap(node):
                    stored[i] = needed[i] || !(IsCheap(move, node.Type, form.Nodes[node.Inputs[0]].Type) && (move.IsBroadcast || consumer[i] >= 0));
                    // A move that is written out copies from memory.
                    if (stored[i]) needed[node.Inputs[0]] = true;
                    break;
                default:
                    stored[i] = true;
                    break;
            }
        }
        // What a looked-through move reads must lie in memory: an elementwise node whose only consumer is a move does, by the rule above.
        return stored;
    }

    /// <summary>Whether computing a node anew wherever it is read costs no more than reading it: one or two instructions on what lies in memory all the while.</summary>
    private static bool IsCheaperThanMemory(GraphForm form, int node)
    {
        var leaves = Array.TrueForAll(form.Nodes[node].Inputs, input => form.Nodes[input].Operation is null);
        if (!leaves || form.Nodes[node].Inputs.Count(input => !form.Nodes[input].IsConstant) > 1) return false;
        var builder = new LaneBuilder();
        var types = Array.ConvertAll(form.Nodes[node].Inputs, input => form.Nodes[input].Type);
        ((ElementwiseOperation)form.Nodes[node].Operation!).Body(builder, [.. types.Select((type, i) => builder.Input(i, type.Element))]);
        var work = builder.Instructions.Where(instruction => instruction.Code is not (LaneCode.Input or LaneCode.Constant)).ToList();
        return work.Count <= 2 && !work.Exists(instruction => instruction.IsFunction);
    }

    private static bool IsMap(FormNode node) => node.Operation is MoveOperation move && IndexMap.IsOf(move, node.Type);

    /// <summary>Whether reading through a move costs no more than the move: rows stay together, or everything is in the cache anyhow.</summary>
    private static bool IsCheap(MoveOperation move, TensorType output, TensorType input) =>
        move.IsBroadcast || input.Bytes <= CachedBytes || move.Pieces(output, [input]).Single().SourceStrides is [.., 1];
}
