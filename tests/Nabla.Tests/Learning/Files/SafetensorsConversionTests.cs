using System.Runtime.InteropServices;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Files;

/// <summary>Tensors of every element type of the format in the element types of Nabla.</summary>
public sealed class SafetensorsConversionTests : IDisposable
{
    // Element types that hold each of the format exactly, and those that hold it rounded.
    private static readonly Dictionary<string, (ElementType[] Exact, ElementType[] Rounded)> Allowed = new()
    {
        ["BOOL"] = ([ElementType.Boolean], []),
        ["U8"] = ([ElementType.Int32, ElementType.Int64, ElementType.Float32, ElementType.Float64], []),
        ["I8"] = ([ElementType.Int32, ElementType.Int64, ElementType.Float32, ElementType.Float64], []),
        ["U16"] = ([ElementType.Int32, ElementType.Int64, ElementType.Float32, ElementType.Float64], []),
        ["I16"] = ([ElementType.Int32, ElementType.Int64, ElementType.Float32, ElementType.Float64], []),
        ["I32"] = ([ElementType.Int32, ElementType.Int64, ElementType.Float64], [ElementType.Float32]),
        ["U32"] = ([ElementType.Int64, ElementType.Float64], [ElementType.Float32]),
        ["I64"] = ([ElementType.Int64], [ElementType.Float32, ElementType.Float64]),
        ["U64"] = ([], [ElementType.Float32, ElementType.Float64]),
        ["F8_E5M2"] = ([ElementType.Float32, ElementType.Float64], []),
        ["F8_E4M3"] = ([ElementType.Float32, ElementType.Float64], []),
        ["F8_E8M0"] = ([ElementType.Float32, ElementType.Float64], []),
        ["F16"] = ([ElementType.Float32, ElementType.Float64], []),
        ["BF16"] = ([ElementType.Float32, ElementType.Float64], []),
        ["F32"] = ([ElementType.Float32, ElementType.Float64], []),
        ["F64"] = ([ElementType.Float64], [ElementType.Float32]),
        ["C64"] = ([], []),
    };

    private readonly ScratchDirectory scratch = new();

    public static TheoryData<string> ElementTypes => [.. SafetensorsEntry.SupportedElementTypes];

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public void Read_InEveryElementType_IsExactOrRoundedOnRequestOrRefused(string elementType)
    {
        var (entry, values) = Sample(elementType);
        var path = scratch.File("x.safetensors");
        SafetensorsFile.Write(path, new Dictionary<string, string>(), [new("shift", "U8", [1], new byte[1]), entry]);
        using var reader = SafetensorsReader.Open(path);
        foreach (var type in Enum.GetValues<ElementType>())
        {
            var (isExact, isRounded) = (Allowed[elementType].Exact.Contains(type), Allowed[elementType].Rounded.Contains(type));
            if (isExact) RequireEqual(values, entry.ToTensor(type), type);
            else Assert.StartsWith($"safetensors: tensor \"x\" is {elementType}, ", Assert.Throws<NotSupportedException>(() => entry.ToTensor(type)).Message);
            if (isExact || isRounded) RequireEqual(values, reader["x"].Read(type, allowRounding: true), type);
            else Assert.Throws<ModelFileException>(() => reader["x"].Read(type, allowRounding: true));
        }
        if (Allowed[elementType].Exact is [var natural, ..])
        {
            RequireEqual(values, entry.ToTensor(), natural);
            RequireEqual(values, reader["x"].Read(), natural);
        }
        else
        {
            Assert.Contains("convert the file", Assert.Throws<NotSupportedException>(() => entry.ToTensor()).Message);
            Assert.Contains("convert the file", Assert.Throws<ModelFileException>(() => reader["x"].Read()).Message);
        }
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("I16")]
    [InlineData("F32")]
    public void Read_LongerThanAChunk_ConvertsEveryElement(string elementType)
    {
        const int length = 100_003;
        var path = scratch.File("x.safetensors");
        var numbers = Enumerable.Range(0, length).Select(i => i % 2003).ToArray();
        var bytes = elementType switch
        {
            "F16" => MemoryMarshal.AsBytes(Array.ConvertAll(numbers, number => (Half)number).AsSpan()).ToArray(),
            "I16" => MemoryMarshal.AsBytes(Array.ConvertAll(numbers, number => (short)number).AsSpan()).ToArray(),
            _ => MemoryMarshal.AsBytes(Array.ConvertAll(numbers, number => (float)number).AsSpan()).ToArray(),
        };
        SafetensorsFile.Write(path, new Dictionary<string, string>(), [new("x", elementType, [length], bytes)]);
        using var reader = SafetensorsReader.Open(path);
        Assert.Equal(Array.ConvertAll(numbers, number => (double)number), reader["x"].Read(ElementType.Float64).ToArray<double>());
    }

    [Fact]
    public void Read_EveryFloatOf8Bits_IsTheValueOfItsBits()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(bits => (byte)bits)];
        var (e5m2, e4m3, e8m0) = (Read("F8_E5M2"), Read("F8_E4M3"), Read("F8_E8M0"));
        for (var i = 0; i < 256; i++)
        {
            Assert.Equal(SmallFloats(i, 5, 2, hasInfinity: true), e5m2[i]);
            Assert.Equal(SmallFloats(i, 4, 3, hasInfinity: false), e4m3[i]);
            Assert.Equal(i == 255 ? double.NaN : Math.Pow(2, i - 127), e8m0[i]);
        }
        Assert.Equal(448, e4m3.Where(float.IsFinite).Max());
        Assert.Equal(57344, e5m2.Where(float.IsFinite).Max());

        float[] Read(string elementType) => new SafetensorsEntry("x", elementType, [256], bytes).ToTensor().ToArray<float>();
    }

    [Fact]
    public void Read_TruthValuesOfOtherBytes_AreTrue()
    {
        var truths = new SafetensorsEntry("x", "BOOL", [4], new byte[] { 0, 1, 2, 255 }).ToTensor();
        Assert.Equal([0, 1, 1, 1], MemoryMarshal.AsBytes(truths.ToArray<bool>().AsSpan()).ToArray());
    }

    private static double SmallFloats(int bits, int exponentBits, int fractionBits, bool hasInfinity)
    {
        var sign = bits < 128 ? 1.0 : -1.0;
        var (exponent, fraction) = ((bits & 127) >> fractionBits, bits & (1 << fractionBits) - 1);
        var (last, bias) = ((1 << exponentBits) - 1, (1 << exponentBits - 1) - 1);
        if (hasInfinity && exponent == last) return fraction == 0 ? sign * double.PositiveInfinity : double.NaN;
        if (exponent == last && fraction == (1 << fractionBits) - 1) return double.NaN;
        var significand = fraction / (double)(1 << fractionBits) + (exponent == 0 ? 0 : 1);
        return sign * significand * Math.Pow(2, Math.Max(exponent, 1) - bias);
    }

    /// <summary>A tensor with extreme values, and these as exact numbers.</summary>
    private static (SafetensorsEntry Entry, decimal[] Values) Sample(string elementType) => elementType switch
    {
        "BOOL" => Of<byte>(elementType, [0, 1, 1], [0, 1, 1]),
        "U8" => Of<byte>(elementType, [0, 1, 255], [0, 1, 255]),
        "I8" => Of<sbyte>(elementType, [-128, -1, 127], [-128, -1, 127]),
        "U16" => Of<ushort>(elementType, [0, 1, 65535], [0, 1, 65535]),
        "I16" => Of<short>(elementType, [-32768, -1, 32767], [-32768, -1, 32767]),
        "U32" => Of<uint>(elementType, [0, 16777217, uint.MaxValue], [0, 16777217, uint.MaxValue]),
        "I32" => Of(elementType, [int.MinValue, 16777217, int.MaxValue], [int.MinValue, 16777217, int.MaxValue]),
        "U64" => Of<ulong>(elementType, [0, 9007199254740993, ulong.MaxValue], [0, 9007199254740993, ulong.MaxValue]),
        "I64" => Of<long>(elementType, [long.MinValue, 9007199254740993, long.MaxValue], [long.MinValue, 9007199254740993, long.MaxValue]),
        "F8_E5M2" => Of<byte>(elementType, [0x3C, 0xC1, 0x7B], [1, -2.5m, 57344]),
        "F8_E4M3" => Of<byte>(elementType, [0x38, 0xC2, 0x7E], [1, -2.5m, 448]),
        "F8_E8M0" => Of<byte>(elementType, [127, 128, 125], [1, 2, 0.25m]),
        "F16" => Of<ushort>(elementType, [0x3C00, 0xC100, 0x7BFF], [1, -2.5m, 65504]),
        "BF16" => Of<ushort>(elementType, [0x3F80, 0xC020, 0x4080], [1, -2.5m, 4]),
        "F32" => Of(elementType, [1f, -0.1f, 3e9f], [1, -0.100000001490116119384765625m, 3000000000]),
        "F64" => Of(elementType, [1, 0.5, 1.0000000000000002], [1, 0.5m, 1.0000000000000002220446049250m]),
        "C64" => Of(elementType, [1f, 2, 3, 4, 5, 6], [0, 0, 0]),
        _ => throw new ArgumentException(elementType),
    };

    private static (SafetensorsEntry Entry, decimal[] Values) Of<T>(string elementType, T[] elements, decimal[] values)
        where T : unmanaged => (new("x", elementType, [3], MemoryMarshal.AsBytes(elements.AsSpan()).ToArray()), values);

    private static void RequireEqual(decimal[] expected, Tensor actual, ElementType type)
    {
        Assert.Equal(type, actual.ElementType);
        Assert.Equal([3], actual.Shape);
        switch (type)
        {
            case ElementType.Float32: Assert.Equal(Array.ConvertAll(expected, number => Nearest(number)), actual.ToArray<float>()); break;
            case ElementType.Float64: Assert.Equal(Array.ConvertAll(expected, number => NearestDouble(number)), actual.ToArray<double>()); break;
            case ElementType.Int32: Assert.Equal(Array.ConvertAll(expected, number => (int)number), actual.ToArray<int>()); break;
            case ElementType.Int64: Assert.Equal(Array.ConvertAll(expected, number => (long)number), actual.ToArray<long>()); break;
            default: Assert.Equal(Array.ConvertAll(expected, number => number != 0), actual.ToArray<bool>()); break;
        }
    }

    // Through text, which is rounded once.
    private static float Nearest(decimal number) => float.Parse(Text(number), System.Globalization.CultureInfo.InvariantCulture);

    private static double NearestDouble(decimal number) => double.Parse(Text(number), System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
