using Nabla.Plots;
using Xunit;

namespace Nabla.Tests.Plots;

/// <summary>Properties that hold for the picture of every graph.</summary>
public sealed class GraphDrawingLayoutTests
{
    private const double Tolerance = 0.01;

    [Fact]
    public void Build_Lecture_HoldsAllProperties() => AssertHolds(GraphDrawingSamples.Lecture);

    [Fact]
    public void Build_RandomGraphs_HoldAllProperties()
    {
        for (var seed = 0; seed < 120; seed++)
        {
            try
            {
                AssertHolds(GraphDrawingSamples.Random(seed));
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
            }
        }
    }

    [Fact]
    public void Build_SameGraph_GivesTheSamePicture()
    {
        for (var seed = 0; seed < 10; seed++)
            Assert.Equal(GraphDrawingSamples.Random(seed).ToSvg(), GraphDrawingSamples.Random(seed).ToSvg());
    }

    [Fact]
    public void Build_Lecture_InputsAreBelowAndTheOutputAbove()
    {
        var boxes = SceneBuilder.Build(GraphDrawingSamples.Lecture).Boxes;
        Assert.Equal(boxes[0].Place.Top, boxes[1].Place.Top);
        Assert.Equal(boxes[2].Place.Top, boxes[3].Place.Top);
        Assert.True(boxes[4].Place.Bottom < boxes[2].Place.Top && boxes[2].Place.Bottom < boxes[0].Place.Top);
        // The given order is kept if no other is better.
        Assert.True(boxes[0].Place.Left < boxes[1].Place.Left && boxes[2].Place.Left < boxes[3].Place.Left);
    }

    [Fact]
    public void Build_ParallelArrows_AreSoManyCurves()
    {
        // With and without labels.
        var bare = GraphDrawingSamples.Parallel with { Edges = [.. GraphDrawingSamples.Parallel.Edges.Select(edge => edge with { Label = "" })] };
        foreach (var drawing in new[] { GraphDrawingSamples.Parallel, bare })
        {
            var arrows = SceneBuilder.Build(drawing).Arrows.Take(3).ToArray();
            var tips = arrows.Select(arrow => arrow.Path.Tip.X).Order().ToArray();
            var widest = arrows.Select(arrow => arrow.Path.Samples().Average(sample => sample.X)).Order().ToArray();
            for (var index = 1; index < 3; index++)
            {
                Assert.True(tips[index] - tips[index - 1] >= 10);
                Assert.True(widest[index] - widest[index - 1] >= 10);
            }
        }
    }

    [Fact]
    public void Assign_InputNeededLate_StandsJustBelowItsLowestUser()
    {
        // 0 → 1 → 2 → 3 → 4; 5 is used, through 6, only by 4; 7 is used by 2 and 4.
        var drawing = GraphDrawingSamples.Bare(8, (0, 1), (1, 2), (2, 3), (3, 4), (5, 6), (6, 4), (7, 2), (7, 4));
        Assert.Equal([0, 1, 2, 3, 4, 2, 3, 1], LayerAssignment.Assign(LayerAssignment.Depths(8, drawing.Edges), drawing.Edges));
    }

    [Fact]
    public void Build_LongArrowWithRoom_IsStraight()
    {
        var drawing = GraphDrawingSamples.Bare(6, (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 5));
        var samples = SceneBuilder.Build(drawing).Arrows[5].Path.Samples().ToArray();
        // More than half of the path lies on one vertical line.
        var line = samples.GroupBy(sample => Math.Round(sample.X)).MaxBy(group => group.Count())!.ToArray();
        Assert.True(line[0].Y - line[^1].Y > (samples[0].Y - samples[^1].Y) / 2);
    }

    [Fact]
    public void Build_ChainOfManyNodes_NeitherOverflowsTheStackNorBends()
    {
        const int count = GraphDrawingChecks.LargestNodeCount;
        var drawing = GraphDrawingSamples.Bare(count, [.. Enumerable.Range(1, count - 1).Select(index => (index - 1, index))]);
        var scene = SceneBuilder.Build(drawing);
        var middle = scene.Boxes[0].Place.CenterX;
        Assert.All(scene.Boxes, box => Assert.Equal(middle, box.Place.CenterX, Tolerance));
    }

    [Fact]
    public void Build_Chains_JoinNeighboringLayers()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var drawing = GraphDrawingSamples.Random(seed);
            BoxSize?[] labels = [.. drawing.Edges.Select(edge => edge.Label.Length > 0 ? new BoxSize(20, 10) : (BoxSize?)null)];
            var graph = LayeredGraph.Build([.. drawing.Nodes.Select(_ => new BoxSize(40, 20))], drawing.Edges, labels);
            for (var edge = 0; edge < labels.Length; edge++)
            {
                var chain = graph.Chains[edge];
                Assert.Equal(drawing.Edges[edge].From, chain[0]);
                Assert.Equal(drawing.Edges[edge].To, chain[^1]);
                for (var step = 1; step < chain.Length; step++)
                {
                    Assert.Equal(graph.Layer[chain[step - 1]] + 1, graph.Layer[chain[step]]);
                    Assert.Contains(chain[step], graph.Above[chain[step - 1]]);
                    Assert.Contains(chain[step - 1], graph.Below[chain[step]]);
                }

                var inside = chain[1..^1];
                Assert.All(inside, point => Assert.True(point >= drawing.Nodes.Count));
                Assert.Equal(labels[edge] is null ? 0 : 1, inside.Count(point => graph.Kinds[point] == PointKind.Label));
            }
        }
    }

    [Fact]
    public void Fit_Values_AreTheNearestThatDoNotDescend()
    {
        double[] values = [1, 4, 2, 3, 9, 0];
        MonotoneFit.Fit(values, [1, 1, 1, 2, 1, 8]);
        // 4, 2, 3, 3 have mean 3; 9 and eight zeros have mean 1, which pulls down all but the first.
        Assert.Equal(
            [1, 21 / 13.0, 21 / 13.0, 21 / 13.0, 21 / 13.0, 21 / 13.0],
            values.Select(value => Math.Round(value, 12)),
            (left, right) => Math.Abs(left - right) < 1e-9);
    }

    private static void AssertHolds(GraphDrawing drawing)
    {
        var scene = SceneBuilder.Build(drawing);
        var boxes = scene.Boxes.Take(drawing.Nodes.Count).Select(box => box.Place).ToArray();
        AssertInside(scene);
        AssertNoOverlap([.. boxes, .. scene.Plates]);
        var plate = 0;
        for (var index = 0; index < drawing.Edges.Count; index++)
        {
            var edge = drawing.Edges[index];
            var samples = scene.Arrows[index].Path.Samples().ToArray();
            AssertJoins(boxes[edge.From], boxes[edge.To], scene.Arrows[index].Path, samples);
            var own = edge.Label.Length == 0 ? -1 : plate++;
            AssertTouchesNothing(samples, boxes.Where((_, node) => node != edge.From && node != edge.To));
            AssertTouchesNothing(samples, scene.Plates.Where((_, other) => other != own));
            if (own >= 0) Assert.Contains(samples, sample => Contains(scene.Plates[own], sample));
        }

        Assert.Equal(scene.Plates.Count, plate);
    }

    private static void AssertInside(GraphScene scene)
    {
        foreach (var place in scene.Boxes.Select(box => box.Place).Concat(scene.Plates))
        {
            Assert.True(place.Left >= 0 && place.Top >= 0, $"{place}");
            Assert.True(place.Right <= scene.Width && place.Bottom <= scene.Height, $"{place} in {scene.Width} x {scene.Height}");
        }

        foreach (var text in scene.Texts)
        {
            var width = FigureCanvas.Measure(text.Text, text.Size, text.IsBold);
            var left = text.IsCentered ? text.X - (width / 2) : text.X;
            Assert.True(left >= 0 && left + width <= scene.Width && text.Baseline - text.Size >= 0 && text.Baseline <= scene.Height, text.Text);
        }

        Assert.All(scene.Arrows.SelectMany(arrow => arrow.Path.Samples()), sample => Assert.InRange(sample.X, 0, scene.Width));
    }

    private static void AssertNoOverlap(SceneRectangle[] places)
    {
        for (var first = 0; first < places.Length; first++)
        {
            for (var second = first + 1; second < places.Length; second++)
            {
                var (one, other) = (places[first], places[second]);
                var apart = one.Right < other.Left + Tolerance || other.Right < one.Left + Tolerance
                    || one.Bottom < other.Top + Tolerance || other.Bottom < one.Top + Tolerance;
                Assert.True(apart, $"{one} overlaps {other}");
            }
        }
    }

    private static void AssertJoins(SceneRectangle from, SceneRectangle to, ArrowPath path, ScenePoint[] samples)
    {
        Assert.Equal(from.Top, path.Start.Y, Tolerance);
        Assert.InRange(path.Start.X, from.Left + 1, from.Right - 1);
        Assert.Equal(to.Bottom, path.Tip.Y, Tolerance);
        Assert.InRange(path.Tip.X, to.Left + 1, to.Right - 1);
        // The curve ends at the base of the head, directly below its tip.
        Assert.Equal(path.Tip.X, samples[^1].X, Tolerance);
        Assert.Equal(path.Tip.Y + ArrowRouting.HeadLength, samples[^1].Y, Tolerance);
        for (var index = 1; index < samples.Length; index++) Assert.True(samples[index].Y <= samples[index - 1].Y + Tolerance, "the curve must rise");
    }

    private static void AssertTouchesNothing(ScenePoint[] samples, IEnumerable<SceneRectangle> places)
    {
        foreach (var place in places) Assert.DoesNotContain(samples, sample => Contains(place, sample));
    }

    private static bool Contains(SceneRectangle place, ScenePoint point) =>
        point.X > place.Left && point.X < place.Right && point.Y > place.Top && point.Y < place.Bottom;
}
