using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>The costs of the gradient methods against the size of the network.</summary>
internal static class GradientSweepFigure
{
    public static LineFigureData Data(string title, string sizeName, IReadOnlyList<GradientSweepPoint> points, Func<GradientMethod, string> name)
    {
        var sizes = points.Select(point => (double)point.Size).ToArray();
        var logarithmic = sizeName == "width";
        var x = sizeName == "depth" ? "hidden layers" : "units per hidden layer";
        var ways = points[0].Results.Select(result => result.Method).ToArray();
        LineCurve[] Curves(Func<GradientMethodResult, GradientSweepPoint, double> value) => [.. ways.Select((way, i) => new LineCurve
        {
            Name = name(way),
            X = sizes,
            Y = [.. points.Select(point => point.Results[i].Refusal is null ? value(point.Results[i], point) : double.NaN)],
            Color = i,
            HasMarkers = true,
        }).Where(curve => curve.Y.Any(double.IsFinite))];
        LinePanel Panel(string heading, string yName, LineCurve[] curves) => new()
        {
            Heading = heading,
            XName = x,
            YName = yName,
            XLogarithmic = logarithmic,
            YLogarithmic = true,
            Curves = curves,
        };
        return new()
        {
            Title = title,
            Columns = 2,
            Panels =
            [
                Panel("Operations for the gradient", "operations", Curves((result, _) => (double)result.Operations)),
                Panel("Operations, in evaluations of E", "evaluations", Curves((result, point) => (double)result.Operations / point.EvaluationOperations)),
                Panel("Time", "seconds", Curves((result, _) => result.Seconds)),
                Panel("Paths and weights", "number",
                [
                    new()
                    {
                        Name = "number of paths",
                        X = sizes,
                        Y = [.. points.Select(point => point.Paths is { } paths ? (double)paths : double.NaN)],
                        Color = 0,
                        Style = CurveStyle.Dashed,
                        HasMarkers = true,
                    },
                    new()
                    {
                        Name = "number of weights",
                        X = sizes,
                        Y = [.. points.Select(point => (double)point.Weights)],
                        Color = 6,
                        Style = CurveStyle.Dashed,
                        HasMarkers = true,
                    },
                ]),
            ],
        };
    }
}
