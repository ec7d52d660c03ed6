using Nabla.Vectors;
using Xunit;

namespace Nabla.Tests.Vectors;

/// <summary>Tests arrays of any length, in place or not: every element is computed once, and none past the end.</summary>
public unsafe class VectorLoopTests
{
    private const float Untouched = 12345;

    public static TheoryData<int> Widths => [512, 256, 128, 0];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Apply_OfAnyLength_WritesEveryNumberAndNoOther(int width)
    {
        for (var length = 0; length < 70; length++)
        {
            var x = Enumerable.Range(0, length).Select(i => i / 10f - 2).ToArray();
            var expected = x.Select(number => One(number)).Append(Untouched);
            var y = Enumerable.Repeat(Untouched, length + 1).ToArray();
            fixed (float* source = x, target = y) VectorLoop.Apply<VectorExp>(source, target, length, width);
            Assert.Equal(expected, y);
            float[] inPlace = [.. x, Untouched];
            fixed (float* source = inPlace) VectorLoop.Apply<VectorExp>(source, source, length, width);
            Assert.Equal(expected, inPlace);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Apply_OfTwoOperands_MayWriteOnEither(int width)
    {
        for (var length = 0; length < 40; length++)
        {
            var x = Enumerable.Range(0, length).Select(i => i / 10.0 + 0.5).ToArray();
            var y = x.Select(number => 3 - number).ToArray();
            var expected = new double[length];
            double[] first = [.. x, Untouched], second = [.. y, Untouched];
            fixed (double* a = x, b = y, target = expected)
                for (var i = 0; i < length; i++) VectorLoop.Apply<VectorPower>(a + i, b + i, target + i, 1, 0);
            fixed (double* a = first, b = y) VectorLoop.Apply<VectorPower>(a, b, a, length, width);
            Assert.Equal(expected.Append(Untouched), first);
            fixed (double* a = x, b = second) VectorLoop.Apply<VectorPower>(a, b, b, length, width);
            Assert.Equal(expected.Append(Untouched), second);
        }
    }

    private static float One(float x)
    {
        float y;
        VectorLoop.Apply<VectorExp>(&x, &y, 1, 0);
        return y;
    }
}
