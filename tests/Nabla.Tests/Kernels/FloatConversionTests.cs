using System.Runtime.InteropServices;
using Nabla.Kernels;
using Nabla.Tests.Cpu;
using Xunit;

namespace Nabla.Tests.Kernels;

/// <summary>Conversions between float32 and the floats of 16 bits, on every value and at every tie. <c>NABLA_LONG=1</c> rounds every float32.</summary>
public sealed class FloatConversionTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("NABLA_LONG") == "1";

    public static TheoryData<int, bool> Cases
    {
        get
        {
            var cases = new TheoryData<int, bool>();
            foreach (var width in (int[])[512, 256, 128, 0])
            {
                cases.Add(width, true);
                cases.Add(width, false);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Widen_EveryValue_IsExact(int width, bool isFloat16)
    {
        ushort[] source = [.. Enumerable.Range(0, 65536).Select(bits => (ushort)bits)];
        var target = Widen(source, width, isFloat16);
        var format = SmallFloat.Of(isFloat16);
        for (var i = 0; i < source.Length; i++)
        {
            var expected = format.Value(source[i]);
            if (double.IsNaN(expected))
            {
                // The payload moves along, and the first bit of the fraction makes it quiet.
                var bits = (uint)(source[i] & 0x8000) << 16 | 0x7FC00000 | (uint)(source[i] & (1 << format.FractionBits) - 1) << 23 - format.FractionBits;
                Assert.Equal(bits, BitConverter.SingleToUInt32Bits(target[i]));
            }
            else
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(target[i]));
                if (isFloat16) Assert.Equal((float)BitConverter.UInt16BitsToHalf(source[i]), target[i]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Narrow_EveryValueAndTieAndTheirNeighbors_GoesToTheNearest(int width, bool isFloat16)
    {
        var format = SmallFloat.Of(isFloat16);
        var source = new List<float>();
        for (var bits = 0; bits < 65536; bits++)
        {
            var value = format.Value((ushort)bits);
            if (double.IsNaN(value)) continue;
            // Halfway to the next larger magnitude; above the largest number, to what would follow it.
            var next = double.IsInfinity(value) ? value : format.Value((ushort)(bits + 1));
            if (double.IsInfinity(next) && double.IsFinite(value)) next = 2 * value - format.Value((ushort)(bits - 1));
            var tie = double.IsInfinity(value) ? value : (value + next) / 2;
            foreach (var number in (float[])[(float)value, (float)tie])
                source.AddRange([number, MathF.BitIncrement(number), MathF.BitDecrement(number)]);
        }
        RequireNearest([.. source], width, isFloat16);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Narrow_RandomBits_GoesToTheNearestOrStaysNaN(int width, bool isFloat16)
    {
        var source = new float[1 << 19];
        new Random(5).NextBytes(MemoryMarshal.AsBytes(source.AsSpan()));
        // Of random bits, few are in the range of float16: every other one is moved there.
        for (var i = 0; i < source.Length; i += 2)
        {
            var bits = BitConverter.SingleToUInt32Bits(source[i]);
            source[i] = BitConverter.UInt32BitsToSingle(bits & 0x807FFFFF | 90 + (bits >> 23) % 60 << 23);
        }
        RequireNearest(source, width, isFloat16);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Narrow_EveryNaN_IsQuietAndKeepsThePayloadThatFits(int width, bool isFloat16)
    {
        float[] source = [.. Enumerable.Range(1, 0x7FFF).SelectMany(i => (uint[])[(uint)i, (uint)i << 8, (uint)i << 8 | 0x80000000])
            .Select(bits => BitConverter.UInt32BitsToSingle(bits | 0x7F800000))];
        Assert.All(source, number => Assert.True(float.IsNaN(number)));
        RequireNearest(source, width, isFloat16);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convert_OfAnyLength_WritesEveryNumber(int width, bool isFloat16)
    {
        for (var length = 0; length < 70; length++)
        {
            ushort[] source = [.. Enumerable.Range(0, length).Select(i => (ushort)(i * 977))];
            var wide = Widen(source, width, isFloat16);
            Assert.Equal(source.Select(bits => (float)SmallFloat.Of(isFloat16).Value(bits)), wide);
            RequireNearest(wide, width, isFloat16);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Narrow_Doubles_RoundsOnce(bool isFloat16)
    {
        var format = SmallFloat.Of(isFloat16);
        var random = new Random(6);
        var source = new List<double> { 0, -0.0, double.PositiveInfinity, double.MaxValue, -double.MaxValue, double.Epsilon, -1e-300 };
        for (var i = 0; i < 20_000; i++)
        {
            // A tie, and what differs from it by too little for a float32: rounding twice would round it to even.
            var bits = (ushort)random.Next(0x7FFF);
            var (value, next) = (format.Value(bits), format.Value((ushort)(bits + 1)));
            if (!double.IsFinite(value) || !double.IsFinite(next)) continue;
            var tie = (value + next) / 2;
            source.AddRange([tie, Math.BitIncrement(tie), -Math.BitDecrement(tie), value, tie * (1 + 1e-10), random.NextDouble() * value]);
        }
        var target = new ushort[source.Count];
        if (isFloat16) FloatConversion.ToFloat16(CollectionsMarshal.AsSpan(source), MemoryMarshal.Cast<ushort, Half>(target.AsSpan()));
        else FloatConversion.ToBfloat16(CollectionsMarshal.AsSpan(source), target);
        for (var i = 0; i < target.Length; i++)
        {
            Assert.Equal(format.Round(source[i]), target[i]);
            if (isFloat16) Assert.Equal(BitConverter.HalfToUInt16Bits((Half)source[i]), target[i]);
        }
        double[] notANumber = [double.NaN];
        var half = new Half[1];
        FloatConversion.ToFloat16(notANumber, half);
        Assert.True(Half.IsNaN(half[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Narrow_EveryFloat32_GoesToTheNearest(bool isFloat16)
    {
        Assert.SkipUnless(IsLong, "NABLA_LONG=1 rounds every float32.");
        const int block = 1 << 20;
        var source = new float[block];
        for (var start = 0L; start < 1L << 32; start += block)
        {
            for (var i = 0; i < block; i++) source[i] = BitConverter.UInt32BitsToSingle((uint)(start + i));
            RequireNearest(source, VectorWidth.Machine, isFloat16);
        }
    }

    [Fact]
    public void Convert_OtherLengthsOrOverlappingMemory_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => FloatConversion.FromFloat16(new Half[3], new float[2]));
        Assert.Throws<ArgumentException>(() => FloatConversion.ToBfloat16(new float[3], new ushort[4]));
        var numbers = new float[8];
        Assert.Throws<ArgumentException>(() => FloatConversion.ToFloat16(numbers, MemoryMarshal.Cast<float, Half>(numbers.AsSpan())[..8]));
    }

    private static void RequireNearest(float[] source, int width, bool isFloat16)
    {
        var format = SmallFloat.Of(isFloat16);
        var target = Narrow(source, width, isFloat16);
        for (var i = 0; i < source.Length; i++)
        {
            var expected = float.IsNaN(source[i]) ? format.RoundNotANumber(source[i]) : format.Round(source[i]);
            if (isFloat16 && !float.IsNaN(source[i]) && BitConverter.HalfToUInt16Bits((Half)source[i]) != expected) Assert.Fail("The reference is wrong.");
            if (target[i] != expected) Assert.Fail($"{source[i]:R} ({BitConverter.SingleToUInt32Bits(source[i]):X8}) became {target[i]:X4}, not {expected:X4}");
        }
    }

    private static float[] Widen(ushort[] source, int width, bool isFloat16)
    {
        var target = new float[source.Length];
        ForcedWidth.Run(width, () =>
        {
            if (isFloat16) FloatConversion.FromFloat16(MemoryMarshal.Cast<ushort, Half>(source), target);
            else FloatConversion.FromBfloat16(source, target);
        });
        return target;
    }

    private static ushort[] Narrow(float[] source, int width, bool isFloat16)
    {
        var target = new ushort[source.Length];
        ForcedWidth.Run(width, () =>
        {
            if (isFloat16) FloatConversion.ToFloat16(source, MemoryMarshal.Cast<ushort, Half>(target.AsSpan()));
            else FloatConversion.ToBfloat16(source, target);
        });
        return target;
    }
}
