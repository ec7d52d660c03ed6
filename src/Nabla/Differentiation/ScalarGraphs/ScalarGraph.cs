using System.Globalization;

namespace Nabla;

/// <summary>One number of a tensor as a node of a <see cref="ScalarGraph"/>.</summary>
/// <param name="Tensor">The tensor that the number belongs to.</param>
/// <param name="Element">Its place there, row-major.</param>
/// <param name="Value">The number.</param>
public readonly record struct ScalarNode(Tensor Tensor, int Element, double Value)
{
    /// <summary>The variable's or operation's name, with the place in brackets where the tensor holds more than one number: <c>W[1, 2]</c>.</summary>
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

/// <summary>How a node depends on one of its inputs.</summary>
/// <param name="From">The input, by its number.</param>
/// <param name="To">The node, by its number.</param>
/// <param name="Derivative">∂to/∂from, all else held fixed.</param>
/// <param name="IsOne">True where the derivative is 1 whatever the numbers are, as along an addition: nothing has to be multiplied.</param>
public readonly record struct ScalarEdge(int From, int To, double Derivative, bool IsOne)
{
    /// <summary>True where the derivative is 0 because the number was not chosen: 0 times whatever comes before and after, infinite or NaN.</summary>
    internal bool IsUnused { get; init; }

    /// <summary>All of it, written the same whatever the machine's language.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"ScalarEdge {{ From = {From}, To = {To}, Derivative = {Derivative}, IsOne = {IsOne} }}");
}

/// <summary>
/// A computational graph of single numbers, with the local derivative on every edge: what all ways of obtaining gradients have in common.
/// </summary>
/// <remarks>
/// <para>
/// It is made from any tensor, by taking every element of every tensor as a node, and every derivative of an operation that is not zero for all
/// numbers as an edge. A matrix product is one node with one edge for each weight and each input, as networks are drawn. Data that
/// nothing can be differentiated by are left out.
/// </para>
/// <para>It holds numbers, not tensors: it is for looking at gradients, counting and comparing. For training there is <see cref="Reverse"/>.</para>
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

    /// <summary>All nodes, inputs before users; the output's come last.</summary>
    public IReadOnlyList<ScalarNode> Nodes => nodes;

    /// <summary>All edges, sorted by the node that they lead to.</summary>
    public IReadOnlyList<ScalarEdge> Edges => edges;

    /// <summary>The graph behind a tensor, whose values it computes.</summary>
    /// <param name="output">A float tensor that depends on variables or on the argument of a function being differentiated.</param>
    /// <param name="mostEdges">Where to stop: a layer of 1,000 units has two million edges for every example.</param>
    /// <exception cref="OperationException">The output is not of floats.</exception>
    /// <exception cref="InvalidOperationException">The output depends on nothing that can be differentiated by.</exception>
    /// <exception cref="GraphLimitException">There are more edges than that.</exception>
    public static ScalarGraph Build(Tensor output, long mostEdges = 10_000_000)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!output.ElementType.IsFloat()) throw new ElementTypeException("scalar-graph", $"the output must be of floats, got {output.Type}.", [output.Type]);
        if (!output.RequiresGradient) throw new InvalidOperationException($"scalar-graph: the output ({output.Type}) depends on no variable; there is nothing to differentiate by.");
        var history = HistoryOf(output).Where(entry => entry.Node.ElementType.IsFloat()).ToList();
        var places = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        var count = 0;
        foreach (var (node, _) in history)
        {
            places.Add(node, count);
            count = checked(count + node.ElementCount);
        }
        // Every result of an operation without structure is swept on its own: what would take forever is refused at once.
        const int PassesPerEdge = 50;
        if (count > mostEdges || history.Exists(entry => entry.Node.Operation is OpaqueOperation && (double)entry.Node.ElementCount * entry.Inputs.Sum(input => (double)input.ElementCount) > (double)mostEdges * PassesPerEdge))
            throw TooManyEdges(mostEdges);
        var local = history.ConvertAll(entry => LocalDerivatives.Of(entry.Node, entry.Inputs, places.ContainsKey));
        Tensor.Evaluate([.. history.Select(entry => entry.Node), .. local.SelectMany(derivatives => derivatives.Wanted)]);

        var (nodes, firstEdge, edges) = (new List<ScalarNode>(count), new int[count + 1], new List<ScalarEdge>());
        for (var i = 0; i < history.Count; i++)
        {
            var (tensor, inputs) = history[i];
            var byElement = local[i].Edges().ToLookup(edge => edge.Output);
            var buffer = tensor.Read();
            for (var element = 0; element < tensor.ElementCount; element++)
            {
                firstEdge[nodes.Count] = edges.Count;
                foreach (var edge in byElement[element])
                {
                    var from = places[inputs[edge.Input]] + edge.Element;
                    edges.Add(new(from, nodes.Count, edge.Derivative, edge.IsOne) { IsUnused = edge.IsUnused });
                }
                nodes.Add(new(tensor, element, buffer[element]));
                if (edges.Count > mostEdges)
                    throw TooManyEdges(mostEdges);
            }
            GC.KeepAlive(buffer);
        }
        firstEdge[count] = edges.Count;
        return new([.. nodes], firstEdge, [.. edges], places);
    }

    /// <summary>The number of the node that holds the first element of a tensor; the others follow it.</summary>
    /// <exception cref="ArgumentException">The tensor is not part of the graph.</exception>
    public int NodeOf(Tensor tensor) => places.TryGetValue(tensor, out var place)
        ? place
        : throw new ArgumentException($"scalar-graph: the tensor ({tensor.Type}) is not part of the graph: the output does not depend on it.", nameof(tensor));

    private static GraphLimitException TooManyEdges(long most) =>
        new($"scalar-graph: there are more than {most} edges; take a smaller network or fewer examples, or allow more.");

    /// <summary>The edges that lead to a node, in the order of its inputs.</summary>
    public ReadOnlySpan<ScalarEdge> EdgesTo(int node) => edges.AsSpan(firstEdge[node]..firstEdge[node + 1]);

    /// <summary>The history, in which every result of an operation that has several depends on the operation's inputs.</summary>
    private static List<(Tensor Node, Tensor[] Inputs)> HistoryOf(Tensor output)
    {
        var walk = new GraphWalk(static node => node.RequiresGradient, VjpRule.OperandsOf);
        walk.Add(output);
        return walk.Order;
    }
}
