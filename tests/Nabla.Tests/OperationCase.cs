namespace Nabla.Tests;

/// <summary>One row of <see cref="OperationCases"/>: an operation as a function of float tensors, with an independent reference.</summary>
internal sealed record OperationCase(string Name, Type Operation, Func<Tensor[], Tensor> Function, Func<Numbers[], Numbers> Reference)
{
    /// <summary>Sets of input shapes for values and gradients: ordinary, broadcast, 0-d and empty.</summary>
    public required int[][][] Shapes { get; init; }

    /// <summary>Input shapes of a given length, for comparing executors at the ends of tiles.</summary>
    public required Func<int, int[][]> OfLength { get; init; }

    /// <summary>The values of one input, from a random source, the input's index and the element count. Away from kinks.</summary>
    public Func<Random, int, int, double[]> Domain { get; init; } = Domains.Ordinary;

    /// <summary>The highest order of derivative that finite differences can check; 0 if none, and then the special points define it.</summary>
    public int Order { get; init; } = 2;

    /// <summary>The largest error of a value, in units in the last place of the result; 0 if it is exact.</summary>
    public int Ulps { get; init; }

    /// <summary>True if rounding errors scale with the largest result rather than with each result, as in sums.</summary>
    public bool Sums { get; init; }

    /// <summary>True if the operation or its derivative throws for some values: indices out of range, singular matrices.</summary>
    public bool RefusesNumbers { get; init; }

    public IReadOnlyList<SpecialPoint> Points { get; init; } = [];

    public Numbers[] Inputs(int[][] shapes, int seed = 1)
    {
        var random = new Random(seed);
        return [.. shapes.Select((shape, i) => new Numbers(shape, Domain(random, i, shape.Aggregate(1, (a, b) => a * b))))];
    }

    public override string ToString() => Name;
}

/// <summary>Input vectors, the expected value, and the expected gradient of its sum with respect to each input; null entries are not checked.</summary>
internal sealed record SpecialPoint(double[][] Inputs, double[] Value, double?[][] Gradients)
{
    /// <summary>A point of a unary function.</summary>
    public static SpecialPoint Of(double x, double y, double? derivative) => new([[x]], [y], [[derivative]]);

    /// <summary>A point of a binary function.</summary>
    public static SpecialPoint Of(double a, double b, double y, double? da, double? db) => new([[a], [b]], [y], [[da], [db]]);

    public override string ToString() => $"({string.Join("; ", Inputs.Select(input => string.Join(", ", input)))})";
}

/// <summary>Random input values.</summary>
internal static class Domains
{
    public static double[] Ordinary(Random random, int input, int count) => Fill(count, () => 4 * random.NextDouble() - 2);

    public static double[] Positive(Random random, int input, int count) => Fill(count, () => 0.2 + 3 * random.NextDouble());

    public static double[] OffZero(Random random, int input, int count) =>
        Fill(count, () => (0.1 + 2 * random.NextDouble()) * (random.Next(2) == 0 ? 1 : -1));

    public static double[] OffIntegers(Random random, int input, int count) => Fill(count, () => random.Next(-3, 4) + 0.1 + 0.8 * random.NextDouble());

    public static double[] OffHalves(Random random, int input, int count) => Fill(count, () => random.Next(-3, 4) - 0.4 + 0.8 * random.NextDouble());

    /// <summary>From −bound to bound.</summary>
    public static Func<Random, int, int, double[]> Inside(double bound) => (random, _, count) => Fill(count, () => bound * (2 * random.NextDouble() - 1));

    /// <summary>On both sides of 0 and far from it, away from the poles.</summary>
    public static double[] AroundGamma(Random random, int input, int count) =>
        Fill(count, () => (random.Next(3) == 0 ? -3 : random.Next(12)) + 0.2 + 0.6 * random.NextDouble());

    public static double[] Classes(Random random, int input, int count) => Fill(count, () => random.Next(4) + 0.1 + 0.8 * random.NextDouble());

    /// <summary>Multiples of 1/16 for the first input, shifted by 1/32 for the next, so that no two values are equal.</summary>
    public static double[] Apart(Random random, int input, int count)
    {
        var numbers = Enumerable.Range(0, count).Select(i => (i - count / 2) / 16.0 + input / 32.0).ToArray();
        random.Shuffle(numbers);
        return numbers;
    }

    private static double[] Fill(int count, Func<double> next)
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i++) numbers[i] = next();
        return numbers;
    }
}
