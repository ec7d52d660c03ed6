using System.Globalization;

namespace Nabla;

/// <summary>One element of a tensor as a node of a <see cref="ScalarGraph"/>.</summary>
/// <param name="Tensor">The tensor that the element belongs to.</param>
/// <param name="Element">Its index there, row-major.</param>
/// <param name="Value">Its value.</param>
public readonly record struct ScalarNode(Tensor Tensor, int Element, double Value)
{
    /// <summary>The variable's or operation's name, with the index in brackets unless the tensor is a scalar: <c>W[1, 2]</c>.</summary>
    public override string ToString()
    {
        var name = Tensor.Variable is { } variable ? (variable.Name.Length > 0 ? variable.Name : "variable") : Tensor.Operation.Name;
        if (Tensor.Rank == 0) return name;
        var (rest, strides) = (Element, Tensor.Shape.Strides());
        return $"{name}[{string.Join(", ", strides.Select(stride => Step(ref rest, stride)))}]";

        static int Step(ref int rest, int stride)
        {
            (var index, rest) = Math.DivRem(rest, stride);
            return index;
        }
    }
}

/// <summary>The dependence of a node on one of its inputs.</summary>
/// <param name="From">The index of the input.</param>
/// <param name="To">The index of the node.</param>
/// <param name="Derivative">∂to/∂from with everything else held fixed.</param>
/// <param name="IsOne">True if the derivative is 1 for all values, as in an addition: no multiplication is needed.</param>
public readonly record struct ScalarEdge(int From, int To, double Derivative, bool IsOne)
{
    /// <summary>True if the derivative is 0 because the element was not selected: its products are 0, even with infinity or NaN.</summary>
    internal bool IsUnused { get; init; }

    /// <summary>The members as text, independent of the current culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"ScalarEdge {{ From = {From}, To = {To}, Derivative = {Derivative}, IsOne = {IsOne} }}");
}

/// <summary>
/// A computational graph of scalars with the local derivative on every edge, which all methods of computing gradients have in common.
/// </summary>
/// <remarks>
/// <para>
/// It can be built from any tensor: every element of every tensor is a node, and every derivative of an operation that is not identically zero
/// is an edge; an operation that uses an element twice, such as x · x, has one edge for it. An element of a matrix product is one node with an edge
/// for each weight and each input, as networks are drawn. Plain data that has no derivative is omitted.
/// </para>
/// <para>It holds scalars, not tensors: it is meant for inspecting, counting and comparing gradients. For training, use <see cref="Reverse"/>.</para>
/// </remarks>
public sealed partial class ScalarGraph
{
    private readonly ScalarNode[] nodes;
    private readonly int[] firstEdge;
    private readonly ScalarEdge[] edges;
    private readonly Dictionary<Tensor, int> places;

    private ScalarGraph(ScalarNode[] nodes, int[] firstEdge, ScalarEdge[] edges, Dictionary<Tensor, int> places)
    {
        this.nodes = nodes;
        this.firstEdge = firstEdge;
        this.edges = edges;
        this.places = places;
    }

    /// <summary>All nodes in topological order; those of the output come last.</summary>
    public IReadOnlyList<ScalarNode> Nodes => nodes;

    /// <summary>All edges, sorted by their target node.</summary>
    public IReadOnlyList<ScalarEdge> Edges => edges;

    /// <summary>Builds the graph of a tensor and computes its values.</summary>
    /// <param name="output">A float tensor that depends on variables or on the argument of a function being differentiated.</param>
    /// <param name="mostEdges">The limit on edges: a layer of 1,000 units has two million for each example.</param>
    /// <exception cref="OperationException">The output is not a float tensor.</exception>
    /// <exception cref="InvalidOperationException">The output depends on nothing differentiable.</exception>
    /// <exception cref="GraphLimitException">There are more edges than the limit.</exception>
    public static ScalarGraph Build(Tensor output, long mostEdges = 10_000_000)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!output.ElementType.IsFloat())
            throw new ElementTypeException("scalar-graph", $"the output must be a float tensor, got {output.Type}.", [output.Type]);
        if (!output.RequiresGradient)
        {
            throw new InvalidOperationException(
                $"scalar-graph: the output ({output.Type}) depends on no variable; there is nothing to differentiate with respect to.");
        }
        var history = HistoryOf(output).Where(entry => entry.Node.ElementType.IsFloat()).ToList();
        var places = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        var count = 0;
        foreach (var (node, _) in history)
        {
            places.Add(node, count);
            count = checked(count + node.ElementCount);
        }
        // Opaque operations need one sweep for each element: reject graphs that would take forever up front.
        const int PassesPerEdge = 50;
        if (count > mostEdges
            || history.Exists(entry => entry.Node.Operation is OpaqueOperation
                && (double)entry.Node.ElementCount * entry.Inputs.Sum(input => (double)input.ElementCount) > (double)mostEdges * PassesPerEdge))
        {
            throw TooManyEdges(mostEdges);
        }
        var local = history.ConvertAll(entry => LocalDerivatives.Of(entry.Node, entry.Inputs, places.ContainsKey));
        Tensor.Evaluate([.. history.Select(entry => entry.Node), .. local.SelectMany(derivatives => derivatives.Wanted)]);

        var (nodes, firstEdge, edges) = (new List<ScalarNode>(count), new int[count + 1], new List<ScalarEdge>());
        for (var i = 0; i < history.Count; i++)
        {
            var (tensor, inputs) = history[i];
            var byElement = local[i].Edges().ToLookup(edge => edge.Output);
            var hasTwins = inputs.Distinct(ReferenceEqualityComparer.Instance).Count() < inputs.Length;
            var buffer = tensor.Read();
            for (var element = 0; element < tensor.ElementCount; element++)
            {
                firstEdge[nodes.Count] = edges.Count;
                foreach (var edge in byElement[element])
                {
                    var from = places[inputs[edge.Input]] + edge.Element;
                    edges.Add(new(from, nodes.Count, edge.Derivative, edge.IsOne) { IsUnused = edge.IsUnused });
                }
                if (hasTwins) MergeEdges(edges, firstEdge[nodes.Count]);
                nodes.Add(new(tensor, element, buffer[element]));
                if (edges.Count > mostEdges)
                    throw TooManyEdges(mostEdges);
            }
            GC.KeepAlive(buffer);
        }
        firstEdge[count] = edges.Count;
        return new([.. nodes], firstEdge, [.. edges], places);
    }

    /// <summary>The index of the node for the first element of a tensor; the nodes of the other elements follow it.</summary>
    /// <exception cref="ArgumentException">The tensor is not part of the graph.</exception>
    public int NodeOf(Tensor tensor) => places.TryGetValue(tensor, out var place)
        ? place
        : throw new ArgumentException($"scalar-graph: the tensor ({tensor.Type}) is not part of the graph: the output does not depend on it.", nameof(tensor));

    /// <summary>
    /// Merges the edges of one node, from <paramref name="start"/> on, that come from the same node, as in x · x: by the sum rule, its derivative is their sum.
    /// </summary>
    private static void MergeEdges(List<ScalarEdge> edges, int start)
    {
        for (var i = start; i < edges.Count; i++)
        {
            for (var k = edges.Count - 1; k > i; k--)
            {
                if (edges[k].From != edges[i].From) continue;
                edges[i] = Sum(edges[i], edges[k]);
                edges.RemoveAt(k);
            }
        }
    }

    /// <summary>Returns the sum of two edges between the same nodes. An unused one adds 0, whatever its derivative.</summary>
    private static ScalarEdge Sum(ScalarEdge one, ScalarEdge other) => one.IsUnused ? other
        : other.IsUnused ? one
        : one with { Derivative = one.Derivative + other.Derivative, IsOne = false };

    private static GraphLimitException TooManyEdges(long most) =>
        new($"scalar-graph: there are more than {most} edges; take a smaller network or fewer examples, or allow more.");

    /// <summary>The edges that lead to a node, in the order of its inputs.</summary>
    public ReadOnlySpan<ScalarEdge> EdgesTo(int node) => edges.AsSpan(firstEdge[node]..firstEdge[node + 1]);

    /// <summary>The history, where every result of a multi-result operation depends directly on the operation's inputs.</summary>
    private static List<(Tensor Node, Tensor[] Inputs)> HistoryOf(Tensor output)
    {
        var walk = new GraphWalk(static node => node.RequiresGradient, VjpRule.OperandsOf);
        walk.Add(output);
        return walk.Order;
    }
}
