using Nabla.Plots;
using Xunit;

namespace Nabla.Tests.Plots;

public sealed class GraphDrawingCrossingTests
{
    [Fact]
    public void Reduce_TwoArrowsThatNeedNotCross_DoNot() => Assert.Equal(0, Crossings(GraphDrawingSamples.Bare(4, (0, 3), (1, 2))));

    [Fact]
    public void Reduce_Lecture_HasNoCrossing() => Assert.Equal(0, Crossings(GraphDrawingSamples.Lecture));

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 9)]
    [InlineData(4, 36)]
    public void Reduce_AllArrowsBetweenTwoLayers_CrossAsOftenAsTheyMust(int size, int expected)
    {
        var edges = Enumerable.Range(0, size * size).Select(index => (index / size, size + (index % size))).ToArray();
        Assert.Equal(expected, Crossings(GraphDrawingSamples.Bare(2 * size, edges)));
    }

    [Fact]
    public void Reduce_ShuffledTree_HasNoCrossing()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            // A binary tree of 63 nodes that sums 32 inputs, in heap order: node i has the inputs 2i + 1 and 2i + 2.
            var name = Shuffled(63, seed);
            var edges = Enumerable.Range(1, 62).Select(node => (name[node], name[(node - 1) / 2])).ToArray();
            Assert.Equal(0, Crossings(GraphDrawingSamples.Bare(63, edges)));
        }
    }

    [Fact]
    public void Reduce_ShuffledGrid_HasNoCrossing()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            // A grid on its corner is planar, and its layers are the diagonals.
            const int side = 5;
            var name = Shuffled(side * side, seed);
            var edges = new List<(int, int)>();
            for (var cell = 0; cell < side * side; cell++)
            {
                if (cell % side < side - 1) edges.Add((name[cell], name[cell + 1]));
                if (cell / side < side - 1) edges.Add((name[cell], name[cell + side]));
            }

            Assert.Equal(0, Crossings(GraphDrawingSamples.Bare(side * side, [.. edges])));
        }
    }

    [Fact]
    public void Reduce_RandomGraphs_NeverHaveMoreCrossingsThanAsGiven()
    {
        var (before, after) = (0L, 0L);
        for (var seed = 0; seed < 30; seed++)
        {
            var graph = Layered(GraphDrawingSamples.Random(seed));
            var given = ByPairs(graph);
            var reduced = CrossingReduction.Reduce(graph);
            Assert.Equal(ByPairs(graph), reduced);
            Assert.True(reduced <= given);
            (before, after) = (before + given, after + reduced);
        }

        // Measured: 129 of 3577 crossings remain; 142 without swaps of neighbors, 1096 without sweeps.
        Assert.True(after <= 135, $"{before} crossings before, {after} after");
    }

    [Fact]
    public void Of_RandomOrders_CountsWhatPairsOfSegmentsSay()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var graph = Layered(GraphDrawingSamples.Random(seed));
            Assert.Equal(ByPairs(graph), CrossingCount.Of(graph, graph.Layers, graph.Places()));
        }
    }

    [Theory]
    [InlineData(new[] { 0, 1 }, new[] { 2, 3 }, 0)]
    [InlineData(new[] { 2, 3 }, new[] { 0, 1 }, 4)]
    [InlineData(new[] { 1, 3, 3 }, new[] { 0, 2, 3 }, 5)]
    [InlineData(new[] { 1 }, new int[0], 0)]
    public void OfPair_Ends_CountsThoseInTheWrongOrder(int[] left, int[] right, int expected) =>
        Assert.Equal(expected, CrossingCount.OfPair(left, right));

    private static int[] Shuffled(int count, int seed)
    {
        var names = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(names);
        return names;
    }

    private static long Crossings(GraphDrawing drawing) => CrossingReduction.Reduce(Layered(drawing));

    private static LayeredGraph Layered(GraphDrawing drawing) =>
        LayeredGraph.Build([.. drawing.Nodes.Select(_ => new BoxSize(40, 20))], drawing.Edges, new BoxSize?[drawing.Edges.Count]);

    /// <summary>The brute-force count over every pair of segments between the same two layers.</summary>
    private static long ByPairs(LayeredGraph graph)
    {
        var place = graph.Places();
        long sum = 0;
        foreach (var layer in graph.Layers)
        {
            var segments = layer.SelectMany(point => graph.Above[point].Select(end => (Start: place[point], End: place[end]))).ToArray();
            for (var first = 0; first < segments.Length; first++)
            {
                for (var second = first + 1; second < segments.Length; second++)
                {
                    var (one, other) = (segments[first], segments[second]);
                    if ((one.Start - other.Start) * (one.End - other.End) < 0) sum++;
                }
            }
        }

        return sum;
    }
}
