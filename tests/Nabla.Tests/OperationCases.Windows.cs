namespace Nabla.Tests;

/// <summary>Rows for window operations.</summary>
internal static partial class OperationCases
{
    private static IEnumerable<OperationCase> Windows() =>
    [
        new("convolution", typeof(Convolution), x => x[0].Convolve(x[1]), x => Convolved(x[0], x[1], (1, 1), (0, 0), (1, 1), 1))
        {
            Shapes = [[[2, 3, 5, 4], [2, 3, 3, 2]], [[1, 1, 3, 3], [1, 1, 3, 3]], [[0, 1, 3, 3], [2, 1, 2, 2]], [[2, 0, 3, 3], [2, 0, 2, 2]]],
            OfLength = n => [[1, 2, 3, n + 3], [3, 2, 2, 2]], Domain = Domains.Positive, Sums = true, Ulps = 8,
        },
        new("convolution with everything", typeof(Convolution), x => x[0].Convolve(x[1], stride: (2, 3), padding: (1, 2), dilation: (2, 1), groups: 2),
            x => Convolved(x[0], x[1], (2, 3), (1, 2), (2, 1), 2))
        {
            Shapes = [[[2, 4, 6, 7], [6, 2, 3, 2]], [[1, 2, 3, 1], [2, 1, 1, 1]]],
            OfLength = n => [[1, 2, 3, n + 3], [2, 1, 2, 2]], Domain = Domains.Positive, Sums = true, Ulps = 8,
        },
        new("convolution in one dimension", typeof(Convolution), x => x[0].Convolve(x[1], stride: 2, padding: 1, dilation: 3),
            x => Flat(Convolved(Deep(x[0]), Deep(x[1]), (1, 2), (0, 1), (1, 3), 1)))
        {
            Shapes = [[[2, 3, 9], [2, 3, 3]]], OfLength = n => [[1, 2, n + 4], [3, 2, 2]], Domain = Domains.Positive, Sums = true, Ulps = 8,
        },
        new("convolution transposed", typeof(Convolution),
            x => x[0].ConvolveTransposed(x[1], stride: (2, 1), padding: (1, 0), dilation: (1, 2), groups: 2, outputPadding: (1, 0)),
            x => Laid(x[0], x[1], (2, 1), (1, 0), (1, 2), 2, (1, 0)))
        {
            Shapes = [[[2, 4, 3, 4], [4, 3, 3, 2]], [[1, 2, 1, 1], [2, 1, 2, 1]]], OfLength = n => [[1, 2, 2, n + 1], [2, 1, 2, 2]], Domain = Domains.Positive,
            Sums = true, Ulps = 8,
        },
        new("convolution transposed in one dimension", typeof(Convolution), x => x[0].ConvolveTransposed(x[1], stride: 3),
            x => Flat(Laid(Deep(x[0]), Deep(x[1]), (1, 3), (0, 0), (1, 1), 1, (0, 0))))
        {
            Shapes = [[[2, 3, 4], [3, 2, 2]]], OfLength = n => [[1, 2, n + 1], [2, 1, 2]], Domain = Domains.Positive, Sums = true, Ulps = 8,
        },
        One("max-pool", typeof(WindowLargest), x => x.MaxPool(2), x => Pooled(x, (2, 2), (2, 2), (0, 0), Enumerable.Max)) with
        {
            Domain = Domains.Apart, Shapes = [[[2, 3, 4, 5]], [[1, 1, 2, 2]], [[0, 2, 3, 3]]], OfLength = n => [[1, 2, 3, n + 2]],
        },
        One("max-pool of overlapping windows", typeof(WindowLargest), x => x.MaxPool((3, 2), stride: (2, 1), padding: (1, 1)),
            x => Pooled(x, (3, 2), (2, 1), (1, 1), Enumerable.Max)) with
        {
            Domain = Domains.Apart, Shapes = [[[2, 3, 4, 5]], [[1, 1, 1, 1]]], OfLength = n => [[1, 1, 3, n + 2]],
        },
        One("max-pool with indices", typeof(MaxPoolWithIndices), x => x.MaxPoolWithIndices((3, 2), stride: (2, 1), padding: (1, 1)).Values,
            x => Pooled(x, (3, 2), (2, 1), (1, 1), Enumerable.Max)) with
        {
            Domain = Domains.Apart, Shapes = [[[2, 3, 4, 5]], [[1, 1, 1, 1]], [[0, 2, 3, 3]]], OfLength = n => [[1, 1, 3, n + 2]],
        },
        One("max-pool with indices, values times indices", typeof(MaxPoolWithIndices),
            x => x.Reshape(1, 1, 1, -1).MaxPoolWithIndices((1, 3), stride: (1, 2), padding: (0, 1)) is var (values, indices)
                ? (values * indices.To(x.ElementType)).Reshape(-1)
                : x,
            x => Numbers.Make([(x.Values.Length + 1) / 2], i => Enumerable.Range(2 * i[0] - 1, 3)
                .Where(j => j >= 0 && j < x.Values.Length)
                .OrderByDescending(j => x.Values[j])
                .First() is var best
                ? x.Values[best] * best
                : 0)) with
        {
            Domain = Domains.Apart, Shapes = [[[7]], [[2]]], OfLength = n => [[n + 2]],
            Points = [new([[1, 1, 1]], [0, 1], [[0, 1, 0]])],
        },
        One("max-pool in one dimension", typeof(WindowLargest), x => x.Reshape(1, 1, -1).MaxPool(3, stride: 2, padding: 1).Reshape(-1),
            x => FlatRow(Pooled(Deep(new([1, 1, x.Values.Length], x.Values)), (1, 3), (1, 2), (0, 1), Enumerable.Max))) with
        {
            Domain = Domains.Apart, Shapes = [[[7]], [[2]]], OfLength = n => [[n + 2]],
            Points =
            [
                new([[1, 1, 1]], [1, 1], [[1, 1, 0]]), new([[1, double.NaN, 2]], [double.NaN, double.NaN], [[0, 2, 0]]),
                new([[-Inf, -Inf, 3]], [-Inf, 3], [[1, 0, 1]]),
            ],
        },
        new("window-spread", typeof(WindowLargest), x => Spread(x[0], x[1]), x => SpreadReference(x[0], x[1]))
        {
            Domain = Domains.Apart, Shapes = [[[2, 3, 4, 5], [2, 3, 2, 2]]], OfLength = n => [[1, 1, 2, 2 * n + 2], [1, 1, 1, n + 1]],
        },
        One("average-pool", typeof(Slice), x => x.AveragePool((2, 3), stride: (1, 2), padding: 1),
            x => Pooled(x, (2, 3), (1, 2), (1, 1), v => v.Sum() / 6)) with
        {
            Shapes = [[[2, 3, 4, 5]], [[1, 1, 1, 2]]], OfLength = n => [[1, 2, 3, n + 2]], Sums = true, Ulps = 8,
        },
        One("average-pool in one dimension", typeof(Slice), x => x.AveragePool(2), x => Flat(Pooled(Deep(x), (1, 2), (1, 2), (0, 0), v => v.Sum() / 2))) with
        {
            Shapes = [[[2, 3, 5]]], OfLength = n => [[1, 2, n + 2]], Sums = true, Ulps = 8,
        },
    ];

    private static Numbers Deep(Numbers x) => new([x.Shape[0], x.Shape[1], 1, x.Shape[2]], x.Values);

    private static Numbers Flat(Numbers x) => new([x.Shape[0], x.Shape[1], x.Shape[3]], x.Values);

    private static Numbers FlatRow(Numbers x) => new([x.Values.Length], x.Values);

    private static double At(Numbers x, int n, int c, int row, int column) =>
        row >= 0 && row < x.Shape[2] && column >= 0 && column < x.Shape[3] ? x[n, c, row, column] : 0;

    private static int Windows(int size, int window, int stride, int padding, int dilation) => (size + 2 * padding - dilation * (window - 1) - 1) / stride + 1;

    private static Numbers Convolved(Numbers x, Numbers w, (int R, int C) stride, (int R, int C) padding, (int R, int C) dilation, int groups)
    {
        var (channels, outputs) = (w.Shape[1], w.Shape[0] / groups);
        int[] shape =
        [
            x.Shape[0],
            w.Shape[0],
            Windows(x.Shape[2], w.Shape[2], stride.R, padding.R, dilation.R),
            Windows(x.Shape[3], w.Shape[3], stride.C, padding.C, dilation.C),
        ];
        return Numbers.Make(shape, i =>
        {
            var sum = 0.0;
            for (var c = 0; c < channels; c++)
                for (var row = 0; row < w.Shape[2]; row++)
                    for (var column = 0; column < w.Shape[3]; column++)
                        sum += w[i[1], c, row, column] * At(
                            x,
                            i[0],
                            i[1] / outputs * channels + c,
                            i[2] * stride.R - padding.R + row * dilation.R,
                            i[3] * stride.C - padding.C + column * dilation.C);
            return sum;
        });
    }

    /// <summary>Transposed convolution by scattering the window of every element.</summary>
    private static Numbers Laid(Numbers x, Numbers w, (int R, int C) stride, (int R, int C) padding, (int R, int C) dilation, int groups, (int R, int C) extra)
    {
        int Size(int size, int window, int s, int p, int d, int more) => (size - 1) * s - 2 * p + d * (window - 1) + 1 + more;
        var (inputs, outputs) = (w.Shape[0] / groups, w.Shape[1]);
        var (height, width) = (
            Size(x.Shape[2], w.Shape[2], stride.R, padding.R, dilation.R, extra.R),
            Size(x.Shape[3], w.Shape[3], stride.C, padding.C, dilation.C, extra.C));
        var y = Numbers.Make([x.Shape[0], outputs * groups, height, width], _ => 0);
        for (var n = 0; n < x.Shape[0]; n++)
            for (var c = 0; c < x.Shape[1]; c++)
                for (var o = 0; o < outputs; o++)
                    for (var place = 0; place < x.Shape[2] * x.Shape[3]; place++)
                        for (var tap = 0; tap < w.Shape[2] * w.Shape[3]; tap++)
                        {
                            var row = place / x.Shape[3] * stride.R - padding.R + tap / w.Shape[3] * dilation.R;
                            var column = place % x.Shape[3] * stride.C - padding.C + tap % w.Shape[3] * dilation.C;
                            if (row < 0 || row >= height || column < 0 || column >= width) continue;
                            y.Values[((n * outputs * groups + c / inputs * outputs + o) * height + row) * width + column] +=
                                x[n, c, place / x.Shape[3], place % x.Shape[3]] * w[c, o, tap / w.Shape[3], tap % w.Shape[3]];
                        }
        return y;
    }

    private static Numbers Pooled(Numbers x, (int R, int C) size, (int R, int C) stride, (int R, int C) padding, Func<IEnumerable<double>, double> fold)
    {
        int[] shape = [x.Shape[0], x.Shape[1], Windows(x.Shape[2], size.R, stride.R, padding.R, 1), Windows(x.Shape[3], size.C, stride.C, padding.C, 1)];
        return Numbers.Make(shape, i => fold(
            from row in Enumerable.Range(i[2] * stride.R - padding.R, size.R)
            from column in Enumerable.Range(i[3] * stride.C - padding.C, size.C)
            where row >= 0 && row < x.Shape[2] && column >= 0 && column < x.Shape[3]
            select x[i[0], i[1], row, column]));
    }

    private static Tensor Spread(Tensor x, Tensor dy) =>
        Tensor.Apply(new WindowLargest(new(x.Shape[2], 2, 2, 0, 1), new(x.Shape[3], 2, 2, 0, 1), isSpread: true), x.StopGradient(), dy);

    private static Numbers SpreadReference(Numbers x, Numbers dy) => Numbers.Make(x.Shape, i =>
    {
        var (row, column) = (i[2] / 2, i[3] / 2);
        if (row >= dy.Shape[2] || column >= dy.Shape[3]) return 0;
        var largest = Enumerable.Range(0, 4).Max(k => x[i[0], i[1], 2 * row + k / 2, 2 * column + k % 2]);
        return x[i] == largest ? dy[i[0], i[1], row, column] : 0;
    });
}
