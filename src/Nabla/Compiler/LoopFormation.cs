namespace Nabla.Compiler;

/// <summary>Creates the loops that compute elementwise nodes together with everything fused into them.</summary>
/// <param name="graph">The graph.</param>
/// <param name="stored">For each node, true if its values are stored in memory.</param>
internal sealed class LoopFormation(CanonicalGraph graph, bool[] stored)
{
    /// <summary>The loop that computes a stored elementwise node with everything fused into it.</summary>
    public LoopStep Write(int node)
    {
        var type = graph.Nodes[node].Type;
        var builder = new ElementwiseBuilder();
        var inputs = new List<(int Value, IndexMap? Map)>();
        var values = new Dictionary<int, ElementValue>();
        var stack = new Stack<(int Node, bool Ready)>([(node, false)]);
        while (stack.TryPop(out var frame))
        {
            var (current, ready) = frame;
            if (values.ContainsKey(current)) continue;
            var entry = graph.Nodes[current];
            if (current != node && !Inside(current))
            {
                var (value, map) = Source(current, type.Shape);
                var number = inputs.FindIndex(input => input.Value == value && SameMap(input.Map, map));
                if (number < 0)
                {
                    number = inputs.Count;
                    inputs.Add((value, map));
                }
                values[current] = builder.Input(number, entry.Type.Element);
            }
            else if (!ready)
            {
                stack.Push((current, true));
                for (var i = entry.Inputs.Length - 1; i >= 0; i--) stack.Push((entry.Inputs[i], false));
            }
            else
            {
                values[current] = ((ElementwiseOperation)entry.Operation!).Body(builder, Array.ConvertAll(entry.Inputs, input => values[input]));
            }
        }
        var (shape, maps) = MergeAxes(type.Shape, [.. inputs.Select(input => input.Map?.Strides)]);
        return new(
            [new(node, values[node].Index)],
            [.. inputs.Select(input => input.Value)],
            maps,
            [.. inputs.Select(input => input.Map?.Offset ?? 0)],
            shape,
            [.. builder.Instructions]);
    }

    private bool Inside(int node) => !stored[node] && graph.Nodes[node].Operation is ElementwiseOperation;

    /// <summary>The stored value behind a chain of movements, and the map to read it in the given shape.</summary>
    private (int Value, IndexMap? Map) Source(int node, Shape shape)
    {
        if (stored[node]) return (node, null);
        var map = IndexMap.Straight(shape);
        while (!stored[node])
        {
            var entry = graph.Nodes[node];
            var from = entry.Inputs[0];
            map = map.Through((MovementOperation)entry.Operation!, entry.Type, graph.Nodes[from].Type, shape);
            node = from;
        }
        return (node, map.IsStraight(shape) ? null : map);
    }

    private static bool SameMap(IndexMap? a, IndexMap? b) =>
        a is null ? b is null : b is not null && a.Offset == b.Offset && a.Strides.AsSpan().SequenceEqual(b.Strides);

    /// <summary>Merges adjacent axes that are contiguous for every input, and drops axes of size 1.</summary>
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
}
