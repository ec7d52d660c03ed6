using Nabla.Plots;
using Xunit;

namespace Nabla.Tests.Plots;

public sealed class BoundaryContourTests
{
    [Theory]
    [InlineData(0.3f, 0.1f, -2.2f)]
    [InlineData(-0.2f, 0.5f, -1.3f)]
    [InlineData(0, 1, -3.5f)]
    [InlineData(1, 0, -3)]
    public void Trace_LinearFunction_LiesOnTheStraightLineAndCrossesTheGrid(float a, float b, float c)
    {
        const int rows = 9, columns = 12;
        var values = Grid(rows, columns, (x, y) => (a * x) + (b * y) + c);
        var pieces = Contour.Trace(values, rows, columns, 0);
        Assert.NotEmpty(pieces);
        foreach (var piece in pieces)
        {
            Assert.Equal(0, (a * piece.X1) + (b * piece.Y1) + c, 1e-4);
            Assert.Equal(0, (a * piece.X2) + (b * piece.Y2) + c, 1e-4);
            Assert.InRange(piece.X1, 0, columns - 1);
            Assert.InRange(piece.Y1, 0, rows - 1);
        }

        // The contour ends at the edge of the grid; everywhere else its segments join.
        Assert.Equal(2, LooseEnds(pieces).Count);
        Assert.All(LooseEnds(pieces), end => Assert.True(end.X is 0 or columns - 1 || end.Y is 0 or rows - 1, end.ToString()));
    }

    [Fact]
    public void Trace_Circle_IsClosedAndRound()
    {
        var values = Grid(41, 41, (x, y) => MathF.Sqrt(((x - 20) * (x - 20)) + ((y - 20) * (y - 20))));
        var pieces = Contour.Trace(values, 41, 41, 12.3f);
        Assert.Empty(LooseEnds(pieces));
        Assert.All(pieces, piece => Assert.Equal(12.3, Math.Sqrt(Math.Pow(piece.X1 - 20, 2) + Math.Pow(piece.Y1 - 20, 2)), 0.02));
        var length = pieces.Sum(piece => Math.Sqrt(Math.Pow(piece.X1 - piece.X2, 2) + Math.Pow(piece.Y1 - piece.Y2, 2)));
        Assert.Equal(2 * Math.PI * 12.3, length, 0.1);
    }

    [Theory]
    [InlineData(1, 0.4f)]
    [InlineData(0.6f, 0)]
    public void Trace_Saddle_ConnectsWhatTheMiddleConnects(float high, float low)
    {
        // Alternating high and low corners, with the center above or below 0.5.
        var pieces = Contour.Trace([high, low, low, high], 2, 2, 0.5f);
        Assert.Equal(2, pieces.Count);
        var cutsHighCorners = pieces.Any(piece => Math.Max(piece.X1, piece.X2) < 1 && Math.Max(piece.Y1, piece.Y2) < 1 && Math.Min(piece.X1, piece.X2) == 0);
        Assert.Equal((high + low) / 2 < 0.5f, cutsHighCorners);
    }

    [Fact]
    public void Trace_NaN_LeavesOutItsCells()
    {
        var values = Grid(5, 5, (x, _) => x - 1.5f);
        values[7] = float.NaN;
        Assert.Equal(2, Contour.Trace(values, 5, 5, 0).Count);
    }

    [Fact]
    public void Trace_NothingCrossed_IsEmpty() => Assert.Empty(Contour.Trace(Grid(4, 4, (_, _) => 0.5f), 4, 4, 0.5f));

    [Fact]
    public void Boundary_ThreeClasses_LiesWhereTheyMeet()
    {
        // Three vertical stripes with probability 1: the boundaries are halfway between the columns.
        int[] classes = [.. Enumerable.Range(0, 10 * 30).Select(index => index % 30 / 10)];
        var frame = new BoundaryFrame { Caption = "", Classes = classes, Probabilities = [.. classes.Select(_ => 1f)] };
        var places = BoundaryField.Boundary(frame, 10, 30).Select(piece => MathF.Round(piece.X1, 3)).Distinct().Order();
        Assert.Equal([9.5f, 19.5f], places);
    }

    private static float[] Grid(int rows, int columns, Func<float, float, float> function) =>
        [.. Enumerable.Range(0, rows * columns).Select(index => function(index % columns, index / columns))];

    /// <summary>The points where only one segment ends.</summary>
    private static List<(float X, float Y)> LooseEnds(IEnumerable<Contour.Segment> pieces) =>
    [
        .. pieces.Where(piece => piece.X1 != piece.X2 || piece.Y1 != piece.Y2)
            .SelectMany(piece => new[] { (piece.X1, piece.Y1), (piece.X2, piece.Y2) })
            .GroupBy(end => (MathF.Round(end.Item1, 3), MathF.Round(end.Item2, 3)))
            .Where(group => group.Count() == 1)
            .Select(group => group.Key),
    ];
}
