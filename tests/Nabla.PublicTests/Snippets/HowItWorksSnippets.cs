using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/how-it-works.md.</summary>
public class HowItWorksSnippets
{
    // docs/guide/how-it-works.md
    internal sealed class Node(double value, params (Node Input, double Slope)[] edges)
    {
        public double Value { get; } = value;

        public (Node Input, double Slope)[] Edges { get; } = edges;

        public static Node operator +(Node a, Node b) => new(a.Value + b.Value, (a, 1), (b, 1));

        public static Node operator *(Node a, Node b) => new(a.Value * b.Value, (a, b.Value), (b, a.Value));

        public static Dictionary<Node, double> Derivatives(Node output)
        {
            var order = new List<Node>();
            Visit(output, [], order);
            var derivative = new Dictionary<Node, double> { [output] = 1 };
            foreach (var node in Enumerable.Reverse(order))
                foreach (var (input, slope) in node.Edges)
                    derivative[input] = derivative.GetValueOrDefault(input) + derivative[node] * slope;
            return derivative;
        }

        private static void Visit(Node node, HashSet<Node> seen, List<Node> order)
        {
            if (!seen.Add(node)) return;
            foreach (var (input, _) in node.Edges) Visit(input, seen, order);
            order.Add(node);
        }
    }
    // end

    [Fact]
    public void TheWholeIdeaInFortyLines_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/how-it-works.md
        var (a, b, one) = (new Node(2), new Node(1), new Node(1));
        var e = (a + b) * (b + one);
        var derivative = Node.Derivatives(e);
        Console.WriteLine($"{e.Value} {derivative[a]} {derivative[b]}");   // 6 2 5
        // end
    });
}
