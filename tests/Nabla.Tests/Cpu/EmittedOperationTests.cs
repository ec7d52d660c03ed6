using Nabla.Cpu;
using Nabla.Kernels;
using Xunit;

namespace Nabla.Tests.Cpu;

/// <summary>Tests that every row of <see cref="OperationCases"/> gives bitwise the same result compiled at run time as in blocks.</summary>
public class EmittedOperationTests
{
    /// <summary>All rows except those that throw for some values.</summary>
    public static TheoryData<string> RowsOfAnyNumber => [.. OperationCases.All.Values.Where(row => !row.RefusesNumbers).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(OperationTests.Rows), MemberType = typeof(OperationTests))]
    public void EvaluateWithGradient_OfOddLengthsAtEveryWidth_EmittedHasTheBitsOfBlocks(string name)
    {
        var row = OperationCases.All[name];
        foreach (var length in (int[])[0, 1, 2, 15, 16, 17, 63, 64, 65, 1023, 1024, 1025, 40_001])
        {
            foreach (var type in (ElementType[])[ElementType.Float64, ElementType.Float32])
            {
                // The longest runs repeat the same kernels on several threads.
                var threads = length > 2000 ? 2 : 1;
                var inputs = row.Inputs(row.OfLength(length), seed: length);
                foreach (var width in (int[])(threads == 1 ? [0, 128, 256, 512] : [VectorWidth.Machine]))
                {
                    using var forced = new ForcedWidth(width);
                    var expected = WithGradient(new BlocksExecutor(), threads, row, inputs, type);
                    var actual = WithGradient(new EmittedExecutor(KernelCache.Shared, isAtOnce: true), threads, row, inputs, type);
                    Assert.True(expected.AsSpan().SequenceEqual(actual), $"{name}, {type}, length {length}, width {width}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(RowsOfAnyNumber))]
    public void EvaluateWithGradient_OfSpecialNumbersAtEveryWidth_EmittedHasTheBitsOfBlocks(string name)
    {
        double[] special =
        [
            0, -0.0, 1, -1, 0.5, -1.5, 2, 1e-3, -88.5, 1e10, -1e30, double.Epsilon, -float.Epsilon, float.MaxValue, double.NaN, double.PositiveInfinity,
            double.NegativeInfinity,
        ];
        var row = OperationCases.All[name];
        // Every value of one input meets every value of the next.
        var inputs = row.Inputs(row.OfLength(special.Length * special.Length));
        for (var i = 0; i < inputs.Length; i++)
        {
            var period = (int)Math.Pow(special.Length, i % 2);
            for (var j = 0; j < inputs[i].Values.Length; j++) inputs[i].Values[j] = special[j / period % special.Length];
        }
        foreach (var type in (ElementType[])[ElementType.Float64, ElementType.Float32])
        {
            foreach (var width in (int[])[0, 128, 256, 512])
            {
                using var forced = new ForcedWidth(width);
                var expected = WithGradient(new BlocksExecutor(), 1, row, inputs, type);
                var actual = WithGradient(new EmittedExecutor(KernelCache.Shared, isAtOnce: true), 1, row, inputs, type);
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{name}, {type}, width {width}");
            }
        }
    }

    /// <summary>The bits of the value, followed by those of the gradient of its sum; all NaNs count as equal.</summary>
    private static long[] WithGradient(Executor executor, int threads, OperationCase row, Numbers[] inputs, ElementType type)
    {
        var arguments = Array.ConvertAll(inputs, input => Tensor.Argument(OperationTests.ToTensor(input, type)));
        var y = row.Function(arguments);
        Tensor[] all = [y, .. Reverse.Vjp(y, Tensor.Ones(y.Shape, type), arguments)];
        new CpuEvaluator(executor, threads).Evaluate(all);
        return [.. all.SelectMany(OperationTests.Doubles).Select(Bits)];

        static long Bits(double x) => BitConverter.DoubleToInt64Bits(double.IsNaN(x) ? double.NaN : x);
    }
}
