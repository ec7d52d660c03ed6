namespace Nabla.Tests;

/// <summary>Rows for operations that are not elementwise.</summary>
internal static partial class OperationCases
{
    private static readonly int[] Picks = [2, 0, 2, 1];
    private static readonly long[,] PickMatrix = { { 1, 0, 0 }, { 1, 1, 0 } };

    private static IEnumerable<OperationCase> Reductions() =>
    [
        One("sum", typeof(Sum), x => x.Sum(), x => Total(x, v => v.Sum())) with
        {
            Shapes = [[[2, 3]], [[]], [[0]], [[3, 0]]], Domain = Domains.Positive, Sums = true, Ulps = 4,
            Points = [Vector([Inf, -Inf], NaN, [1, 1]), Vector([NaN, 1], NaN, [1, 1]), Vector([], 0, [])],
        },
        One("sum of one axis", typeof(Sum), x => x.Sum(1), x => x.Fold(1, v => v.Sum())) with
        {
            Shapes = [[[2, 3]], [[2, 3, 4]], [[2, 0]], [[0, 2]], [[2, 0, 3]]], OfLength = n => [[3, n]], Domain = Domains.Positive, Sums = true, Ulps = 4,
        },
        One("sum of the first axis", typeof(Sum), x => x.Sum(0), x => x.Fold(0, v => v.Sum())) with
        {
            Shapes = [[[2, 3]], [[4]], [[0, 3]]], OfLength = n => [[3, n]], Domain = Domains.Positive, Sums = true, Ulps = 4,
        },
        One("sum of axes apart", typeof(Sum), x => x.Sum(-1, 0), x => x.Fold(2, v => v.Sum()).Fold(0, v => v.Sum())) with
        {
            Shapes = [[[2, 3, 4]], [[1, 2, 1]], [[2, 3, 0]]], OfLength = n => [[2, n, 2]], Domain = Domains.Positive, Sums = true, Ulps = 4,
        },
        One("mean", typeof(Mean), x => x.Mean([0], keepAxes: true),
            x => Numbers.Make([1, .. x.Shape[1..]], i => x.Fold(0, v => v.Sum() / v.Length)[i[1..]])) with
        {
            Shapes = [[[2, 3]], [[5]], [[3, 0]]], OfLength = n => [[3, n]], Domain = Domains.Positive, Sums = true, Ulps = 4, Points = [new([[]], [NaN], [[]])],
        },
        One("max", typeof(Extremum), x => x.Max(), x => Total(x, v => v.Max())) with
        {
            Domain = Domains.Apart, Shapes = [[[2, 3]], [[7]], [[]]], OfLength = n => [[n + 1]],
            Points =
            [
                Vector([1, 3, 3], 3, [0, 0.5, 0.5]), Vector([NaN, 1], NaN, [null, null]), Vector([-Inf, -Inf], -Inf, [0.5, 0.5]),
                Vector([1, Inf], Inf, [0, 1]),
            ],
        },
        One("max of one axis", typeof(Extremum), x => x.Max(1), x => x.Fold(1, v => v.Max())) with
        {
            Domain = Domains.Apart, Shapes = [[[2, 3]], [[2, 3, 4]], [[0, 2]], [[3, 2, 0]]], OfLength = n => [[n, 3]],
        },
        One("min", typeof(Extremum), x => x.Min(), x => Total(x, v => v.Min())) with
        {
            Domain = Domains.Apart, Shapes = [[[2, 3]], [[7]], [[]]], OfLength = n => [[n + 1]],
            Points =
            [
                Vector([1, 1, 3], 1, [0.5, 0.5, 0]), Vector([1, NaN], NaN, [null, null]), Vector([Inf, Inf], Inf, [0.5, 0.5]),
                Vector([-Inf, 1], -Inf, [1, 0]),
            ],
        },
        One("min of outer axes", typeof(Extremum), x => x.Min([0, 2], keepAxes: true),
            x => Numbers.Make([1, x.Shape[1], 1], i => x.Fold(2, v => v.Min()).Fold(0, v => v.Min())[i[1]])) with
        {
            Domain = Domains.Apart, Shapes = [[[2, 3, 4]], [[1, 2, 1]], [[3, 0, 2]]], OfLength = n => [[2, n, 2]],
        },
    ];

    private static IEnumerable<OperationCase> Moves() =>
    [
        One("broadcast to new axes", typeof(Broadcast), x => x.BroadcastTo(Shape.Create([2, 3, .. x.Shape])),
            x => Numbers.Make([2, 3, .. x.Shape], x.Repeated)) with
        {
            Shapes = [[[4]], [[]], [[0]], [[2, 1]]],
        },
        One("broadcast along axes of size 1", typeof(Broadcast), x => x.BroadcastTo(Shape.Create([x.Shape[0], 3])),
            x => Numbers.Make([x.Shape[0], 3], x.Repeated)) with
        {
            Shapes = [[[4, 1]], [[1, 1]], [[0, 1]]], OfLength = n => [[n, 1]],
        },
        One("broadcast to nothing", typeof(Broadcast), x => x.BroadcastTo([0, 3]), x => Numbers.Make([0, 3], x.Repeated)) with
        {
            Shapes = [[[3]], [[1, 1]], [[]]], OfLength = _ => [[1, 3]],
        },
        One("reshape", typeof(Reshape), x => x.Reshape(-1, 1), x => new([x.Values.Length, 1], x.Values)) with { Shapes = [[[2, 3]], [[]], [[0]], [[2, 0]]] },
        One("transpose", typeof(Permute), x => x.Transpose(),
            x => Numbers.Make([.. x.Shape[..^2], x.Shape[^1], x.Shape[^2]], i => x[[.. i[..^2], i[^1], i[^2]]])) with
        {
            Shapes = [[[2, 3]], [[2, 3, 4]], [[0, 2]], [[1, 5]]], OfLength = n => [[n, 3]],
        },
        One("permute", typeof(Permute), x => x.Permute(2, 0, 1),
            x => Numbers.Make([x.Shape[2], x.Shape[0], x.Shape[1]], i => x[i[1], i[2], i[0]])) with
        {
            Shapes = [[[2, 3, 4]], [[2, 0, 4]]], OfLength = n => [[2, n, 3]],
        },
        One("slice", typeof(Slice), x => x.Slice(0, 1..), x => Numbers.Make([x.Shape[0] - 1, .. x.Shape[1..]], i => x[[i[0] + 1, .. i[1..]]])) with
        {
            Shapes = [[[4]], [[3, 2]], [[1, 2]], [[3, 0]]], OfLength = n => [[n + 1]],
        },
        One("slice with a step", typeof(Slice), x => x.Slice(-1, ..^1, 3),
            x => Numbers.Make([.. x.Shape[..^1], (x.Shape[^1] + 1) / 3], i => x[[.. i[..^1], 3 * i[^1]]])) with
        {
            Shapes = [[[8]], [[3, 5]], [[2, 1]], [[0, 4]]], OfLength = n => [[2, n + 1]],
        },
        One("flip", typeof(Flip), x => x.Flip(0), x => Numbers.Make(x.Shape, i => x[[x.Shape[0] - 1 - i[0], .. i[1..]]])) with
        {
            Shapes = [[[4]], [[3, 2]], [[1, 2]], [[0, 2]], [[2, 0]], [[2, 3, 2]]], OfLength = n => [[n, 3]],
        },
        One("flip of rows", typeof(Flip), x => x.Flip(-1), x => Numbers.Make(x.Shape, i => x[[.. i[..^1], x.Shape[^1] - 1 - i[^1]]])) with
        {
            Shapes = [[[3, 2]], [[2, 5]]], OfLength = n => [[2, n]],
        },
        One("spread", typeof(DilatedPad), Spread,
            x => Numbers.Make([2 * x.Shape[0] + 3, .. x.Shape[1..]], i => i[0] % 2 == 1 && i[0] / 2 < x.Shape[0] ? x[[i[0] / 2, .. i[1..]]] : 0)) with
        {
            Shapes = [[[4]], [[3, 2]], [[0, 2]], [[1, 0]]],
        },
        new("concatenate", typeof(Concatenate), x => Tensor.Concatenate(0, x),
            x => Numbers.Make([x.Sum(part => part.Shape[0]), .. x[0].Shape[1..]], i => AtRow(x, i)))
        {
            Shapes = [[[2], [3]], [[2, 3], [1, 3], [4, 3]], [[0, 2], [2, 2]], [[2, 0], [1, 0]], [[3]]], OfLength = n => [[n], [3], [n]],
        },
        new("concatenate columns", typeof(Concatenate), x => Tensor.Concatenate(-1, x),
            x => Numbers.Make([x[0].Shape[0], x.Sum(part => part.Shape[1])], i => i[1] < x[0].Shape[1] ? x[0][i] : x[1][i[0], i[1] - x[0].Shape[1]]))
        {
            Shapes = [[[2, 3], [2, 1]], [[2, 0], [2, 2]], [[0, 1], [0, 2]]], OfLength = n => [[n, 1], [n, 2]],
        },
        // Finite differences see the value change, so the points check that the derivative is zero.
        One("stop-gradient", typeof(StopGradient), x => x.StopGradient(), x => x) with
        {
            Shapes = [[[2, 3]], [[]], [[0]]], Order = 0, Points = [new([[1, NaN]], [1, NaN], [[0, 0]])],
        },
        One("argument", typeof(Argument), Tensor.Argument, x => x) with { Shapes = [[[2, 3]], [[]], [[0]]] },
    ];

    private static IEnumerable<OperationCase> Opaque() =>
    [
        new("matmul", typeof(MatMul), x => x[0].MatMul(x[1]), x => Product(x[0], x[1]))
        {
            Shapes = [[[2, 3], [3, 4]], [[1, 5], [5, 1]], [[2, 0], [0, 3]], [[0, 2], [2, 3]], [[2, 3], [3, 0]]], OfLength = n => [[3, n], [n, 2]],
            Domain = Domains.Positive, Sums = true, Ulps = 4,
        },
        new("matmul with transposes", typeof(MatMul), x => x[0].MatMul(x[1], transposeA: true, transposeB: true), x => Product(Flip(x[0]), Flip(x[1])))
        {
            Shapes = [[[3, 2], [4, 3]], [[2, 3, 2], [2, 4, 3]], [[0, 2], [3, 0]]], OfLength = n => [[n, 2], [3, n]], Domain = Domains.Positive, Sums = true,
            Ulps = 4,
        },
        new("matmul with a transposed", typeof(MatMul), x => x[0].MatMul(x[1], transposeA: true), x => Product(Flip(x[0]), x[1]))
        {
            Shapes = [[[3, 2], [3, 4]], [[2, 3, 2], [3, 4]]], OfLength = n => [[n, 2], [n, 3]], Domain = Domains.Positive, Sums = true, Ulps = 4,
        },
        new("matmul with b transposed", typeof(MatMul), x => x[0].MatMul(x[1], transposeB: true), x => Product(x[0], Flip(x[1])))
        {
            Shapes = [[[3, 2], [4, 2]], [[5, 3, 2], [4, 2]]], OfLength = n => [[2, n], [3, n]], Domain = Domains.Positive, Sums = true, Ulps = 4,
        },
        new("matmul of many", typeof(MatMul), x => x[0].MatMul(x[1]), x => Product(x[0], x[1]))
        {
            Shapes = [[[2, 3, 4], [2, 4, 5]], [[2, 1, 3, 2], [4, 2, 3]], [[3, 2], [4, 2, 5]], [[2, 5, 0], [0, 4]], [[0, 2, 3], [3, 4]], [[0, 2, 3], [1, 3, 4]]],
            OfLength = n => [[n, 2, 3], [3, 2]], Domain = Domains.Positive, Sums = true, Ulps = 4,
        },
        new("matmul of vectors", typeof(MatMul), x => x[0].MatMul(x[1]), x => Total(Numbers.Map(x, v => v[0] * v[1]), v => v.Sum()))
        {
            Shapes = [[[3], [3]], [[1], [1]], [[0], [0]]], OfLength = n => [[n], [n]], Domain = Domains.Positive, Sums = true, Ulps = 4,
            Points = [new([[0, 1], [Inf, 1]], [NaN], [[Inf, 1], [0, 1]])],
        },
        new("matmul of matrix and vector", typeof(MatMul), x => x[0].MatMul(x[1]),
            x => Numbers.Make([.. x[0].Shape[..^1]], i => Enumerable.Range(0, x[1].Shape[0]).Sum(k => x[0][[.. i, k]] * x[1][k])))
        {
            Shapes = [[[2, 3], [3]], [[4, 2, 3], [3]], [[2, 0], [0]]], OfLength = n => [[2, n], [n]], Domain = Domains.Positive, Sums = true, Ulps = 4,
        },
        One("log-sum-exp", typeof(LogSumExp), x => x.LogSumExp(-1), x => x.Fold(x.Shape.Length - 1, v => Math.Log(v.Sum(Math.Exp)))) with
        {
            Shapes = [[[2, 3]], [[4]], [[0, 3]], [[2, 1]]], OfLength = n => [[n, 3]], Sums = true, Ulps = 8,
            Points =
            [
                Vector([100, 100], 100 + Math.Log(2), [0.5, 0.5]), Vector([-100, -101], -100 + Math.Log(1 + Math.Exp(-1)), [1 / (1 + Math.Exp(-1)),
                    1 / (1 + Math.E)]),
                Vector([-Inf, -Inf], -Inf, [0.5, 0.5]), Vector([Inf, 0], Inf, [1, 0]), Vector([-Inf, 0], 0, [0, 1]), Vector([NaN, 0], NaN, [NaN, NaN]),
                    Vector([], -Inf, []),
            ],
        },
        One("log-sum-exp of the first axis", typeof(LogSumExp), x => x.LogSumExp(0), x => x.Fold(0, v => Math.Log(v.Sum(Math.Exp)))) with
        {
            Shapes = [[[2, 3]], [[2, 3, 2]], [[3, 0]]], OfLength = n => [[3, n]], Sums = true, Ulps = 8,
        },
        One("log-sum-exp over axes apart", typeof(LogSumExp), x => x.LogSumExp([0, -1], keepAxes: true).Reshape(-1),
            x => Numbers.Make([x.Shape[1]], i => Math.Log(Enumerable.Range(0, x.Shape[0])
                .SelectMany(a => Enumerable.Range(0, x.Shape[2]).Select(c => Math.Exp(x[[a, i[0], c]]))).Sum()))) with
        {
            Shapes = [[[2, 3, 2]], [[1, 4, 3]], [[2, 0, 3]]], OfLength = n => [[2, n, 2]], Sums = true, Ulps = 8,
        },
        One("log-sum-exp over adjacent axes", typeof(LogSumExp), x => x.LogSumExp(0, 1),
            x => Numbers.Make([x.Shape[2]], i => Math.Log(Enumerable.Range(0, x.Shape[0])
                .SelectMany(a => Enumerable.Range(0, x.Shape[1]).Select(b => Math.Exp(x[[a, b, i[0]]]))).Sum()))) with
        {
            Shapes = [[[2, 3, 2]], [[1, 4, 3]]], OfLength = n => [[2, 2, n]], Sums = true, Ulps = 8,
        },
        One("softmax", typeof(LogSoftmax), x => x.Softmax(1),
            x => Numbers.Make(x.Shape, i => Math.Exp(x[i]) / x.Fold(1, v => v.Sum(Math.Exp))[[i[0], .. i[2..]]])) with
        {
            Shapes = [[[2, 3]], [[2, 3, 2]], [[0, 2]]], OfLength = n => [[n, 2]], Sums = true, Ulps = 8,
        },
        One("log-softmax", typeof(LogSoftmax), x => x.LogSoftmax(),
            x => Numbers.Make(x.Shape, i => x[i] - Math.Log(x.Fold(1, v => v.Sum(Math.Exp))[i[0]]))) with
        {
            Shapes = [[[2, 3]], [[0, 2]]], OfLength = n => [[n, 2]], Sums = true, Ulps = 8,
        },
        One("gather", typeof(Gather), x => x.Gather(Tensor.From(Picks)), x => Numbers.Make([4, .. x.Shape[1..]], i => x[[Picks[i[0]], .. i[1..]]])) with
        {
            Shapes = [[[3]], [[3, 2]], [[4, 0]]], OfLength = n => [[3, n]],
        },
        One("gather by a matrix", typeof(Gather), x => x.Gather(Tensor.From(PickMatrix), -1),
            x => Numbers.Make([.. x.Shape[..^1], 2, 3], i => x[[.. i[..^2], (int)PickMatrix[i[^2], i[^1]]]])) with
        {
            Shapes = [[[2]], [[3, 2]], [[0, 2]]], OfLength = n => [[n, 2]],
        },
        One("scatter-add", typeof(ScatterAdd), x => Tensor.Apply(new ScatterAdd(0, 4, 1), x, Tensor.From<long>([3, 0, 3])),
            x => Numbers.Make([4, .. x.Shape[1..]], i => (i[0] == 0 ? x[[1, .. i[1..]]] : i[0] == 3 ? x[[0, .. i[1..]]] + x[[2, .. i[1..]]] : 0))) with
        {
            Shapes = [[[3]], [[3, 2]], [[3, 0]]], OfLength = n => [[3, n]],
        },
        One("cumulative sum", typeof(CumulativeSum), x => x.CumulativeSum(0),
            x => Numbers.Make(x.Shape, i => Enumerable.Range(0, i[0] + 1).Sum(j => x[[j, .. i[1..]]]))) with
        {
            Shapes = [[[5]], [[3, 2]], [[0, 2]], [[2, 0]], [[2, 3, 2]]], OfLength = n => [[n, 2]], Domain = Domains.Positive, Sums = true, Ulps = 16,
        },
        One("cumulative sum of rows", typeof(CumulativeSum), x => x.CumulativeSum(),
            x => Numbers.Make(x.Shape, i => Enumerable.Range(0, i[^1] + 1).Sum(j => x[[.. i[..^1], j]]))) with
        {
            Shapes = [[[3, 2]], [[2, 5]], [[3, 1]]], OfLength = n => [[n, 2]], Domain = Domains.Positive, Sums = true, Ulps = 4,
        },
        new("linear recurrence", typeof(LinearRecurrence), x => Tensor.LinearRecurrence(x[0], x[1], 0), x => Recurrence(x[0], x[1]))
        {
            Shapes = [[[5], [5]], [[3, 2], [3, 2]], [[3, 1], [2]], [[0, 2], [0, 2]], [[1, 2], [1, 2]]], OfLength = n => [[3, n], [3, n]], Sums = true, Ulps = 8,
        },
        new("linear recurrence backward", typeof(LinearRecurrence), x => Tensor.Apply(new LinearRecurrence(1, true), x[0], x[1]),
            x => Mirrored(Recurrence(Mirrored(x[0]), Mirrored(x[1]))))
        {
            Shapes = [[[1, 4], [1, 4]]], OfLength = n => [[1, n], [1, n]],
            Domain = (random, input, count) => [.. Domains.Ordinary(random, input, count).Select(x => x / 2)],
            Sums = true, Ulps = 8,
        },
        new("scan", typeof(Scan), x => Loop(x, false, false), x => LoopOf(x[0], x[1], false))
        {
            Shapes = [[[3], [4, 3]], [[2, 2], [3, 2, 2]], [[], [5]], [[3], [0, 3]], [[2], [1, 2]]], OfLength = n => [[n], [3, n]], Sums = true, Ulps = 16,
        },
        new("scan reversed", typeof(Scan), x => Loop(x, true, false), x => LoopOf(x[0], x[1], true))
        {
            Shapes = [[[3], [4, 3]], [[2, 2], [3, 2, 2]]], OfLength = n => [[n], [3, n]], Sums = true, Ulps = 16,
        },
        new("scan in segments", typeof(Scan), x => Loop(x, false, true), x => LoopOf(x[0], x[1], false))
        {
            Shapes = [[[3], [5, 3]], [[2, 2], [4, 2, 2]], [[3], [1, 3]]], OfLength = n => [[n], [5, n]], Sums = true, Ulps = 16,
        },
        One("cumulative product", typeof(LinearRecurrence), x => x.CumulativeProduct(0),
            x => Numbers.Make(x.Shape, i => Enumerable.Range(0, i[0] + 1).Aggregate(1.0, (product, j) => product * x[[j, .. i[1..]]]))) with
        {
            Shapes = [[[5]], [[3, 2]], [[0, 2]], [[2, 3, 2]]], OfLength = n => [[3, n]], Ulps = 8,
            Points = [new([[2, 0, 3, 4]], [2, 0, 0, 0], [[1, 2 + 6 + 24, 0, 0]]), new([[0, 0, 5]], [0, 0, 0], [[1, 0, 0]])],
        },
        One("resize linearly", typeof(Gather), x => x.Resize(0, 5), x => Resized(x, 5, d => Math.Max(0, 1 - d))) with
        {
            Shapes = [[[3]], [[2, 3]], [[7, 2]], [[1]]], OfLength = n => [[3, n]], Sums = true, Ulps = 8,
        },
        One("resize to the nearest", typeof(Gather), x => x.Resize(0, 4, Interpolation.Nearest),
            x => Numbers.Make([4, .. x.Shape[1..]], i => x[[(int)((i[0] + 0.5) * x.Shape[0] / 4), .. i[1..]]])) with
        {
            Shapes = [[[3]], [[2, 3]], [[7, 2]]], OfLength = n => [[3, n]],
        },
        One("resize by cubics", typeof(Gather), x => x.Resize(0, 5, Interpolation.Cubic),
            x => Resized(x, 5, d => d < 1 ? (1.25 * d - 2.25) * d * d + 1 : d < 2 ? -0.75 * (((d - 5) * d + 8) * d - 4) : 0)) with
        {
            Shapes = [[[3]], [[2, 3]], [[9, 2]]], OfLength = n => [[3, n]], Sums = true, Ulps = 16,
        },
        One("take along rows", typeof(TakeAlong), x => x.TakeAlong(Along(x)),
            x => Numbers.Make([.. x.Shape[..^1], 2], i => x[[.. i[..^1], (i[0] + i[^1]) % x.Shape[^1]]])) with
        {
            Shapes = [[[3, 4]], [[2, 1]], [[2, 3, 2]], [[0, 2]]], OfLength = n => [[n, 3]],
        },
        One("add along rows", typeof(ScatterAddAlong),
            x => Tensor.Apply(new ScatterAddAlong(1, 3), x, Tensor.From(Enumerable.Range(0, x.ElementCount).Select(i => 0L).ToArray(), x.Shape)),
            x => Numbers.Make([x.Shape[0], 3], i => i[1] == 0 ? Enumerable.Range(0, x.Shape[1]).Sum(j => x[i[0], j]) : 0)) with
        {
            Shapes = [[[3, 4]], [[2, 1]], [[2, 0]]], OfLength = n => [[n, 2]], Domain = Domains.Positive, Sums = true, Ulps = 4,
        },
        One("sort", typeof(ArgSort), x => x.Sort(), x => Numbers.Make(x.Shape, i => Row(x, i).Order().ElementAt(i[^1]))) with
        {
            Domain = Domains.Apart, Shapes = [[[5]], [[3, 4]], [[0, 2]], [[2, 0]], [[2, 3, 2]]], OfLength = n => [[n, 3]],
            Points = [new([[2, NaN, 1, -Inf]], [-Inf, 1, 2, NaN], [[1, 1, 1, 1]])],
        },
        One("sort downward", typeof(ArgSort), x => x.Sort(0, descending: true),
            x => Numbers.Make(x.Shape, i => Enumerable.Range(0, x.Shape[0]).Select(j => x[[j, .. i[1..]]]).OrderDescending().ElementAt(i[0]))) with
        {
            Domain = Domains.Apart, Shapes = [[[5]], [[3, 4]]], OfLength = n => [[3, n]],
        },
        One("mean and variance, one by the other", typeof(MeanAndVariance),
            x => x.MeanAndVariance([-1], correction: 0.5) is var (mean, variance) ? mean * variance + variance : x,
            x => Numbers.Make(x.Shape[..^1], i => Row(x, [.. i, 0]) is var row && row.Average() is var mean
                ? (mean + 1) * row.Sum(value => (value - mean) * (value - mean)) / (row.Count() - 0.5)
                : 0)) with
        {
            Shapes = [[[5]], [[3, 4]], [[2, 3, 2]]], OfLength = n => [[n, 3]], Sums = true, Ulps = 16,
        },
        One("variance over axes apart", typeof(MeanAndVariance), x => x.MeanAndVariance([0, 2], correction: 1).Variance,
            x => Numbers.Make([x.Shape[1]], i => Enumerable.Range(0, x.Shape[0] * x.Shape[2])
                .Select(j => x[[j / x.Shape[2], i[0], j % x.Shape[2]]]).ToArray() is var all
                ? all.Sum(value => Math.Pow(value - all.Average(), 2)) / (all.Length - 1)
                : 0)) with
        {
            Shapes = [[[2, 3, 4]], [[3, 1, 2]]], OfLength = n => [[2, n, 3]], Sums = true, Ulps = 16,
        },
        One("top-k", typeof(TopK), x => x.TopK(2).Values, x => Numbers.Make([.. x.Shape[..^1], 2], i => Row(x, i).OrderDescending().ElementAt(i[^1]))) with
        {
            Domain = Domains.Apart, Shapes = [[[5]], [[3, 4]], [[0, 2]], [[2, 3, 2]]], OfLength = n => [[n, 3]],
            Points = [new([[2, NaN, 1, -Inf]], [NaN, 2], [[1, 1, 0, 0]]), new([[1, 3, 3, 3]], [3, 3], [[0, 1, 1, 0]])],
        },
        One("top-k of the first axis, values times places", typeof(TopK), x => x.TopK(2, 0) is var (values, places) ? values * places.To(x.ElementType) : x,
            x => Numbers.Make([2, .. x.Shape[1..]], i =>
                Enumerable.Range(0, x.Shape[0])
                    .Select(j => (Value: x[[j, .. i[1..]]], Place: j))
                    .OrderByDescending(pair => pair.Value)
                    .ElementAt(i[0]) is var best
                    ? best.Value * best.Place
                    : 0)) with
        {
            Domain = Domains.Apart, Shapes = [[[5]], [[3, 4]]], OfLength = n => [[3, n]],
        },
        One("argmax", typeof(ArgMax), x => x.ArgMax(-1).To(x.ElementType), x => x.Fold(x.Shape.Length - 1, v => Array.IndexOf(v, v.Max()))) with
        {
            Domain = Domains.Apart, Shapes = [[[5]], [[3, 4]], [[0, 2]]], OfLength = n => [[n, 3]],
            Points = [Vector([1, 3, 3], 1, [0, 0, 0]), Vector([Inf, NaN], 1, [0, 0]), Vector([-Inf, -Inf], 0, [0, 0])],
        },
        One("argmax of the first axis", typeof(ArgMax), x => x.ArgMax(0).To(x.ElementType), x => x.Fold(0, v => Array.IndexOf(v, v.Max()))) with
        {
            Domain = Domains.Apart, Shapes = [[[5]], [[3, 4]], [[3, 2, 2]]], OfLength = n => [[3, n]],
        },
        One("one-hot", typeof(OneHot), x => x.To(ElementType.Int64).OneHot(4, x.ElementType),
            x => Numbers.Make([.. x.Shape, 4], i => (int)x[i[..^1]] == i[^1] ? 1 : 0)) with
        {
            Domain = Domains.Classes, RefusesNumbers = true, Shapes = [[[2, 3]], [[]], [[0]]],
        },
        One("random-uniform", typeof(RandomNumbers), x => x * new Generator(7).Uniform(x.Shape, type: ElementType.Float64).To(x.ElementType),
            x => new(x.Shape, [.. x.Values.Zip(Philox.Uniform(7), (a, b) => a * b)])) with
        {
            Shapes = [[[2, 3]], [[]], [[0]]], Ulps = 1,
        },
        One("random-categorical", typeof(CheckedLogits), x => Tensor.Apply(CheckedLogits.Instance, x), x => x) with
        {
            Shapes = [[[2, 3]], [[0, 3]]], RefusesNumbers = true,
        },
        One("random-normal", typeof(RandomNumbers), x => x * new Generator(-1).Normal(x.Shape, type: ElementType.Float64).To(x.ElementType),
            x => new(x.Shape, [.. x.Values.Zip(Philox.Normal(-1), (a, b) => a * b)])) with
        {
            Shapes = [[[2, 3]], [[]], [[0]]], Ulps = 8,
        },
    ];

    private static OperationCase One(string name, Type operation, Func<Tensor, Tensor> function, Func<Numbers, Numbers> reference) =>
        new(name, operation, x => function(x[0]), x => reference(x[0])) { Shapes = [], OfLength = n => [[n]] };

    private static SpecialPoint Vector(double[] x, double y, double?[] gradient) => new([x], [y], [gradient]);

    private static Numbers Total(Numbers x, Func<double[], double> fold) => new([], [fold(x.Values)]);

    private static Tensor Spread(Tensor x) => Tensor.Apply(new DilatedPad(0, [1], [x.Shape[0]], 2 * x.Shape[0] + 3, 2), x);

    private static double AtRow(Numbers[] parts, int[] index)
    {
        var row = index[0];
        foreach (var part in parts)
        {
            if (row < part.Shape[0]) return part[[row, .. index[1..]]];
            row -= part.Shape[0];
        }
        throw new ArgumentOutOfRangeException(nameof(index));
    }

    private static Numbers Flip(Numbers x) => Numbers.Make([.. x.Shape[..^2], x.Shape[^1], x.Shape[^2]], i => x[[.. i[..^2], i[^1], i[^2]]]);

    private static Numbers Product(Numbers a, Numbers b)
    {
        // Leading axes broadcast, as in a product of the matrices' first elements.
        var lead = Numbers.Map([new(a.Shape[..^2], new double[Count(a.Shape[..^2])]), new(b.Shape[..^2], new double[Count(b.Shape[..^2])])], _ => 0).Shape;
        return Numbers.Make(
            [.. lead, a.Shape[^2], b.Shape[^1]],
            i => Enumerable.Range(0, a.Shape[^1]).Sum(k => a.Repeated([.. i[..^1], k]) * b.Repeated([.. i[..^2], k, i[^1]])));

        static int Count(int[] shape) => shape.Aggregate(1, (product, size) => product * size);
    }

    /// <summary>Two indices per row that depend on the row.</summary>
    private static Tensor Along(Tensor x)
    {
        int[] shape = [.. x.Shape.SkipLast(1), 2];
        var inner = shape.Skip(1).Aggregate(1, (a, b) => a * b);
        return Tensor.From(Enumerable.Range(0, shape[0] * inner).Select(place => (long)((place / inner + place % 2) % x.Shape[^1])).ToArray(), shape);
    }

    private static Numbers Recurrence(Numbers a, Numbers b)
    {
        var y = Numbers.Map([a, b], v => v[1]);
        for (var i = 1; i < y.Shape[0]; i++)
        {
            var inner = y.Values.Length / y.Shape[0];
            for (var j = 0; j < inner; j++) y.Values[i * inner + j] += y.Values[(i - 1) * inner + j] * a.Repeated(y.Shape.Length == 1 ? [i] : [i, j]);
        }
        return y;
    }

    /// <summary>The outputs and the last carry of c ← sin(c) / 2 + x with outputs c x, one below the other.</summary>
    private static Tensor Loop(Tensor[] x, bool isReversed, bool checkpoint)
    {
        var (carry, outputs) = Tensor.Scan(
            (c, slice) =>
            {
                var next = c.Sin() * 0.5 + slice;
                return (next, next * slice);
            },
            x[0],
            x[1],
            isReversed,
            checkpoint);
        return Tensor.Concatenate(0, outputs, carry.Reshape((Shape)(int[])[1, .. carry.Shape]));
    }

    private static Numbers LoopOf(Numbers start, Numbers x, bool isReversed)
    {
        var (inner, steps) = (start.Values.Length, x.Shape[0]);
        var (carry, all) = (start.Values.ToArray(), new double[(steps + 1) * start.Values.Length]);
        for (var i = 0; i < steps; i++)
        {
            var t = isReversed ? steps - 1 - i : i;
            for (var j = 0; j < inner; j++)
            {
                carry[j] = Math.Sin(carry[j]) * 0.5 + x.Values[t * inner + j];
                all[t * inner + j] = carry[j] * x.Values[t * inner + j];
            }
        }
        carry.CopyTo(all, steps * inner);
        return new([steps + 1, .. start.Shape], all);
    }

    /// <summary>A row as a reversed column, and vice versa.</summary>
    private static Numbers Mirrored(Numbers x) => new([x.Shape[1], x.Shape[0]], [.. x.Values.Reverse()]);

    /// <summary>Every element weighted by its distance; positions beyond the ends repeat the edge elements.</summary>
    private static Numbers Resized(Numbers x, int size, Func<double, double> weight) => Numbers.Make([size, .. x.Shape[1..]], i =>
    {
        var place = (i[0] + 0.5) * x.Shape[0] / size - 0.5;
        return Enumerable.Range((int)Math.Floor(place) - 1, 4).Sum(j => weight(Math.Abs(place - j)) * x[[Math.Clamp(j, 0, x.Shape[0] - 1), .. i[1..]]]);
    });

    private static IEnumerable<double> Row(Numbers x, int[] index) => Enumerable.Range(0, x.Shape[^1]).Select(j => x[[.. index[..^1], j]]);
}
