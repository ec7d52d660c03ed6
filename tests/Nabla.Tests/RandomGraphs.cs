using CsCheck;

namespace Nabla.Tests;

/// <summary>A graph encoded as integers, so that CsCheck can shrink it when a property fails.</summary>
/// <param name="Shapes">The shape code of each input.</param>
/// <param name="Steps">For each step, the operation, its operands among the earlier tensors, and its variant.</param>
internal sealed record RandomGraph(int[] Shapes, RandomStep[] Steps)
{
    // From vectors to matrices with empty and unit axes. Sizes are small, so that they often coincide and operands broadcast.
    private static readonly int[][] SomeShapes = [[3], [], [2, 3], [1], [2, 1], [3, 3], [1, 3], [4, 2, 3], [0], [2, 1, 3], [3, 0], [5, 3]];

    public static Gen<RandomGraph> Gen(int operations) => CsCheck.Gen.Select(
        CsCheck.Gen.Int[0, SomeShapes.Length - 1].Array[1, 3],
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, operations - 1], CsCheck.Gen.Int[0, 99], CsCheck.Gen.Int[0, 99], CsCheck.Gen.Int[0, 99])
            .Select((code, a, b, way) => new RandomStep(code, a, b, way)).Array[1, 14],
        (shapes, steps) => new RandomGraph(shapes, steps));

    /// <summary>The inputs, with axes of size 3 replaced by the given size, so that rows and matrices can span many tiles and chunks.</summary>
    public Tensor[] Inputs(ElementType type, int seed = 17, int three = 3)
    {
        var random = new Random(seed);
        return Array.ConvertAll(Shapes, number =>
        {
            Shape shape = Array.ConvertAll(SomeShapes[number], size => size == 3 ? three : size);
            return Tensor.From(Domains.Ordinary(random, 0, shape.ElementCount), shape).To(type).Evaluate();
        });
    }

    /// <summary>The inputs and everything computed from them, in order. A step that does not fit its operands is skipped.</summary>
    public List<Tensor> Build(Tensor[] inputs, IReadOnlyList<Func<Tensor, Tensor, int, Tensor?>> operations, int most = 4000)
    {
        List<Tensor> made = [.. inputs];
        foreach (var step in Steps)
        {
            // Counted from the newest, so that chains become long.
            var (a, b) = (made[^(step.A % made.Count + 1)], made[^(step.B % made.Count + 1)]);
            if (operations[step.Code](a, b, step.Way) is { } next && next.ElementCount < most) made.Add(next);
        }
        return made;
    }

    public override string ToString() =>
        $"shapes {string.Join(",", Shapes)}: {string.Join("; ", Steps.Select(step => $"{step.Code} {step.A} {step.B} {step.Way}"))}";
}

internal readonly record struct RandomStep(int Code, int A, int B, int Way);

/// <summary>The operations of random graphs. Each keeps values within about ±10, so that errors stay comparable.</summary>
internal static class RandomOperations
{
    public static IReadOnlyList<Func<Tensor, Tensor, int, Tensor?>> Smooth { get; } =
    [
        (a, b, _) => Broadcast(a, b) ? (a + b) * 0.5 : null,
        (a, b, _) => Broadcast(a, b) ? a - b.Tanh() : null,
        (a, b, _) => Broadcast(a, b) ? a.Sin() * b : null,
        (a, b, _) => Broadcast(a, b) ? a / (b * b + 1) : null,
        (a, _, _) => a.Sin(),
        (a, _, _) => a.Tanh(),
        (a, _, _) => a.Sigmoid(),
        (a, _, _) => (-(a * a)).Exp(),
        (a, _, _) => (a * a + 1).Log(),
        (a, _, _) => (a * a + 0.5).Sqrt(),
        (a, _, _) => (a * a).LogP1() - a.Cos(),
        (a, _, _) => a.Tanh().ExpM1(),
        (a, b, _) => Broadcast(a, b) ? Tensor.Power(a.Sigmoid() + 0.5, b.Tanh()) : null,
        (a, _, way) => a.Rank > 0 && a.Shape[way % a.Rank] > 0 ? a.Mean(way % a.Rank) : null,
        (a, _, _) => a.ElementCount > 0 ? a.Mean() : a.Sum(),
        (a, _, way) => a.Rank > 0 ? a.Sum([way % a.Rank], keepAxes: true).Tanh() : null,
        (a, _, way) => a.Rank > 1 ? (way % 2 == 0 ? a.Transpose() : a.Permute([.. Enumerable.Range(0, a.Rank).Select(axis => (axis + 1) % a.Rank)])) : null,
        (a, _, way) => a.Rank > 0 && a.Shape[way % a.Rank] > 1 ? a.Slice(way % a.Rank, (way % 2)..^(way % 2), 1 + way % 3) : null,
        (a, _, way) => way % 2 == 0 ? a.Reshape(a.ElementCount) : a.Reshape((Shape)(int[])[a.ElementCount, 1]),
        (a, _, way) => a.BroadcastTo(Shape.Create([1 + way % 3, .. a.Shape])),
        (a, b, _) => a.Rank == b.Rank && a.Rank > 0 && a.Shape.Skip(1).SequenceEqual(b.Shape.Skip(1)) ? Tensor.Concatenate(0, a, b, a) : null,
        (a, b, way) => a.Rank == 2 && b.Rank == 2 ? Product(a, b, way) : null,
        (a, b, _) => a.Rank == 3 && b.Rank == 2 && a.Shape[^1] == b.Shape[0] ? a.MatMul(b).Tanh() : null,
        (a, _, way) => a.Rank > 0 && a.Shape[way % a.Rank] > 0 ? a.LogSumExp(way % a.Rank).Tanh() : null,
        (a, _, way) => a.Rank > 0 && a.Shape[^1] > 0 ? (way % 2 == 0 ? a.Softmax() : a.LogSoftmax().Tanh()) : null,
        (a, _, way) => a.Rank > 0 && a.Shape[0] > 0 ? a.Gather(Tensor.From<long>([way % a.Shape[0], 0, way % a.Shape[0]])) : null,
        (a, b, _) => Broadcast(a, b) ? Tensor.Atan2(a, b * b + 1) : null,
        (a, _, way) => way % 2 == 0 ? a.Asinh() : a.Sigmoid().Log2(),
        (a, _, _) => (a * a + 1).Digamma(),
        (a, _, way) => a.Rank > 0 ? (way % 2 == 0 ? a.CumulativeSum(way % a.Rank).Tanh() : a.Tanh().CumulativeProduct(way % a.Rank)) : null,
        (a, b, _) => a.Rank > 0 && Broadcast(a, b) ? Tensor.LinearRecurrence(a.Tanh() * 0.5, b) * 0.5 : null,
        (a, _, way) => a.Rank > 0 ? a.Flip(way % a.Rank) : null,
        (a, b, way) => a.Rank > 0 ? Loop(a, b, way) : null,
        (a, _, way) => a.Rank is 3 or 4 && a.Shape[1] > 0 && a.Shape[0] > 0 && a.Shape[^1] > 0 && a.Shape[^2] > 0
            ? a.Convolve(a.Slice(0, ..1).Sin(), padding: a.Shape[^1] - 1, stride: 1 + way % 2).Tanh() : null,
        (a, _, way) => a.Rank is 3 or 4 && a.Shape[^1] > 0 && a.Shape[^2] > 0 ? a.AveragePool(1 + way % 2, stride: 1, padding: way % 2) : null,
        (a, _, _) => a.Rank == 2 && a.Shape[0] is > 0 and < 6 ? (a.Tanh().MatMul(a.Tanh(), transposeB: true) * 0.1 + Eye(a) * 3).Cholesky() : null,
        (a, b, _) => a.Rank == 2 && a.Shape[0] == a.Shape[1] && a.Shape[0] < 6 && b.Rank == 2 && b.Shape[0] == a.Shape[0]
            ? (a.Tanh() * 0.1 + Eye(a) * 2).Solve(b)
            : null,
    ];

    /// <summary>The smooth operations, and those with kinks, jumps, booleans and integers.</summary>
    public static IReadOnlyList<Func<Tensor, Tensor, int, Tensor?>> All { get; } =
    [
        .. Smooth,
        (a, _, _) => a.Relu(),
        (a, _, _) => a.Abs(),
        (a, b, way) => Broadcast(a, b) ? (way % 2 == 0 ? Tensor.Maximum(a, b) : Tensor.Minimum(a, b)) : null,
        (a, b, _) => Broadcast(a, b) ? Tensor.Where(a > b, a, b * 0.5) : null,
        (a, b, _) => Broadcast(a, b) ? Tensor.Where(Tensor.NotEqual(a, b), 1, a) : null,
        (a, b, _) => Broadcast(a, b) ? (a <= b).To(a.ElementType) : null,
        (a, _, way) => a.Rank > 0 && a.Shape[way % a.Rank] > 0 ? (way % 2 == 0 ? a.Max(way % a.Rank) : a.Min(way % a.Rank)) : null,
        (a, _, _) => (a * 3).To(ElementType.Int32).To(a.ElementType) * 0.25,
        (a, _, way) => a.Rank > 0 ? a.Sort(way % a.Rank) : null,
        (a, _, way) => way % 3 == 0 ? a.Round() * 0.5 : way % 3 == 1 ? a % 2 : a.Clip(-0.5, 0.5),
        (a, _, way) => a.Rank is 3 or 4 && a.Shape[^1] > 0 && a.Shape[^2] > 0 ? a.MaxPool(1 + way % 2, stride: 1, padding: way % 2) : null,
    ];

    public static bool Broadcast(Tensor a, Tensor b)
    {
        for (var i = 1; i <= Math.Min(a.Rank, b.Rank); i++)
            if (a.Shape[^i] != b.Shape[^i] && a.Shape[^i] != 1 && b.Shape[^i] != 1) return false;
        return true;
    }

    private static Tensor Eye(Tensor like) => Tensor.Range(like.Shape[0]).OneHot(like.Shape[0], like.ElementType);

    /// <summary>A scan over a with b as a constant if it fits: backward, in segments, with a product inside, or with the carry as result.</summary>
    private static Tensor Loop(Tensor a, Tensor b, int way)
    {
        var shape = Shape.Create(a.Shape.AsSpan()[1..]);
        var fits = Broadcast(a, b) && Tensor.Zeros(shape).Rank >= b.Rank;
        var (carry, outputs) = Tensor.Scan(
            (c, x) =>
            {
                var next = way % 3 == 0 && c.Rank == 2 && c.Shape[0] == c.Shape[1] ? c.MatMul(x).Tanh() : (c * 0.5 + x.Sin()).Tanh();
                return (next, fits ? next * b.Tanh() : next - c);
            },
            Tensor.Full(shape, 0.3, a.ElementType),
            a,
            isReversed: way % 2 == 1,
            checkpoint: way / 2 % 2 == 1);
        return way / 4 % 3 == 0 ? carry : outputs;
    }

    private static Tensor? Product(Tensor a, Tensor b, int way)
    {
        var (flipA, flipB) = (way % 2 == 1, way / 2 % 2 == 1);
        return (flipA ? a.Shape[0] : a.Shape[1]) == (flipB ? b.Shape[1] : b.Shape[0]) ? a.MatMul(b, flipA, flipB).Tanh() : null;
    }
}
