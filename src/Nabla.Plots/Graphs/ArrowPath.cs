namespace Nabla.Plots;

/// <summary>A piece of a curve: a cubic Bézier segment that starts at the end of the previous piece.</summary>
internal readonly record struct CurvePiece(ScenePoint First, ScenePoint Second, ScenePoint End);

/// <summary>The path of an arrow: a curve from the border of one box, and a head whose tip touches the border of the other.</summary>
internal sealed record ArrowPath(ScenePoint Start, IReadOnlyList<CurvePiece> Pieces, ScenePoint Tip)
{
    private const int SamplesPerPiece = 24;

    internal ArrowPath Moved(double x, double y)
    {
        ScenePoint Move(ScenePoint point) => new(point.X + x, point.Y + y);
        return new(Move(Start), [.. Pieces.Select(piece => new CurvePiece(Move(piece.First), Move(piece.Second), Move(piece.End)))], Move(Tip));
    }

    /// <summary>Points along the curve, dense enough for collision tests.</summary>
    internal IEnumerable<ScenePoint> Samples()
    {
        var from = Start;
        yield return from;
        foreach (var piece in Pieces)
        {
            for (var sample = 1; sample <= SamplesPerPiece; sample++)
            {
                var t = (double)sample / SamplesPerPiece;
                yield return new(
                    Bezier(from.X, piece.First.X, piece.Second.X, piece.End.X, t),
                    Bezier(from.Y, piece.First.Y, piece.Second.Y, piece.End.Y, t));
            }

            from = piece.End;
        }
    }

    private static double Bezier(double a, double b, double c, double d, double t)
    {
        var s = 1 - t;
        return (s * s * s * a) + (3 * s * s * t * b) + (3 * s * t * t * c) + (t * t * t * d);
    }
}
