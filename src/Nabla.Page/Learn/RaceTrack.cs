namespace Nabla.Page;

/// <summary>A surface and the ways of several optimizers down it.</summary>
/// <param name="Extent">The part of the plane that is drawn: left, right, bottom, top.</param>
/// <param name="Size">The number of heights along each side.</param>
/// <param name="Heights">The heights, row by row from the top.</param>
/// <param name="Runners">The ways.</param>
internal sealed record Race(IReadOnlyList<double> Extent, int Size, IReadOnlyList<double> Heights, IReadOnlyList<RaceRunner> Runners);

/// <summary>The way of an optimizer.</summary>
/// <param name="Optimizer">Its name.</param>
/// <param name="Rate">Its learning rate.</param>
/// <param name="Places">Both coordinates after each step, from the start; it ends where a number is no longer finite.</param>
/// <param name="Heights">The height after each step.</param>
internal sealed record RaceRunner(string Optimizer, double Rate, IReadOnlyList<double> Places, IReadOnlyList<double> Heights);

/// <summary>Lets optimizers go down a surface of two variables, each from the same place.</summary>
internal static class RaceTrack
{
    private const int Size = 61;
    private const int MostSteps = 2_000;

    /// <summary>The surfaces, as formulas of x and y, with the part that is drawn and the start.</summary>
    private static readonly (string Name, string Formula, double[] Extent, double X, double Y)[] Surfaces =
    [
        ("bowl", "0.1 * x^2 + 2 * y^2", [-10, 10, -5, 5], -9, 4),
        ("valley", "(1 - x)^2 + 100 * (y - x^2)^2", [-2, 2, -1, 3], -1.5, 2.5),
        ("saddle", "x^2 - y^2 + 0.1 * y^4", [-3, 3, -4, 4], 2.5, 0.01),
        ("waves", "0.05 * (x^2 + y^2) - cos(x) * cos(y)", [-8, 8, -8, 8], -6.5, 5.5),
    ];

    /// <summary>The names of the surfaces.</summary>
    internal static IReadOnlyList<string> Names => [.. Surfaces.Select(surface => surface.Name)];

    /// <summary>Runs a race.</summary>
    /// <param name="surface">The name of the surface.</param>
    /// <param name="optimizers">The names of the optimizers.</param>
    /// <param name="rate">The learning rate of all; 0 for one that suits each.</param>
    /// <param name="steps">The number of steps.</param>
    /// <exception cref="PageException">A choice is unknown or out of range.</exception>
    internal static Race Run(string surface, IReadOnlyList<string> optimizers, double rate, int steps)
    {
        var track = Array.Find(Surfaces, track => track.Name == surface);
        if (track.Name is null) throw new PageException($"The surface '{surface}' is unknown; choose one of {string.Join(", ", Names)}.");
        if (steps is < 1 or > MostSteps) throw new PageException($"Steps must be from 1 to {MostSteps}, not {steps}.");
        if (!(rate is >= 0 and <= 100)) throw new PageException("The learning rate must be from 0 to 100.");
        Expression formula = Expression.Parse(track.Formula);
        var heights = new double[Size * Size];
        var (x, y) = (new double[heights.Length], new double[heights.Length]);
        double[] extent = track.Extent;
        for (int i = 0; i < heights.Length; i++)
        {
            x[i] = extent[0] + i % Size / (Size - 1.0) * (extent[1] - extent[0]);
            y[i] = extent[3] - i / Size / (Size - 1.0) * (extent[3] - extent[2]);
        }
        Height(formula, Tensor.From(x), Tensor.From(y)).CopyTo(heights.AsSpan());
        return new(extent, Size, heights, [.. optimizers.Distinct().Select(name => Descend(formula, name, rate, steps, track.X, track.Y))]);
    }

    private static RaceRunner Descend(Expression formula, string name, double rate, int steps, double startX, double startY)
    {
        var (x, y) = (new Variable(Tensor.Scalar(startX), "x"), new Variable(Tensor.Scalar(startY), "y"));
        OptimizerType type = OptimizerRegistry.FromName(name);
        double chosen = rate > 0 ? rate : Usual(name);
        Optimizer optimizer = type.Create([x, y], chosen, 0);
        Func<Tensor[], Tensor[]> step = Compile.Function(_ =>
        {
            Tensor height = formula.Bind(new Dictionary<string, Tensor> { ["x"] = x, ["y"] = y }).Output;
            optimizer.Step(Reverse.Gradients(height, [x, y]));
            return [height];
        });
        var (places, heights) = (new List<double> { startX, startY }, new List<double>());
        for (int i = 0; i < steps; i++)
        {
            double height = step([])[0].ToDouble();
            (double nextX, double nextY) = (x.Value.ToDouble(), y.Value.ToDouble());
            heights.Add(height);
            if (!double.IsFinite(nextX) || !double.IsFinite(nextY) || Math.Abs(nextX) > 1e6 || Math.Abs(nextY) > 1e6) break;
            places.AddRange([nextX, nextY]);
        }
        return new(name, chosen, places, heights);
    }

    private static double[] Height(Expression formula, Tensor x, Tensor y) =>
        formula.Bind(new Dictionary<string, Tensor> { ["x"] = x, ["y"] = y }).Output.ToArray<double>();

    // Rates at which each goes down these surfaces within some hundred steps; those for networks would take thousands.
    private static double Usual(string optimizer) => optimizer switch
    {
        "sgd" or "momentum" or "nesterov" or "proximal" => 0.0015,
        "adagrad" => 0.5,
        "adadelta" => 20,
        "lion" => 0.02,
        _ => 0.05,
    };
}
