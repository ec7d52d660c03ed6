using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Integers at the limits of their types, and C# numbers that a type cannot hold.</summary>
public class IntegerTests
{
    [Fact]
    public void Sum_OfInt32_IsInt64()
    {
        var x = Tensor.From([int.MaxValue, int.MaxValue, int.MaxValue, 1], [2, 2]);
        Assert.Equal([3L * int.MaxValue + 1], [x.Sum().Item<long>()]);
        Assert.Equal([2L * int.MaxValue, int.MaxValue + 1L], x.Sum(1).ToArray<long>());
        Assert.Equal([2L * int.MaxValue, int.MaxValue + 1L], x.Sum(0).ToArray<long>());
        Assert.Equal(3L * int.MaxValue + 1, x.Reshape(2, 1, 2).Sum(0, 2).Item<long>());
        Assert.Equal([int.MaxValue, 2L * int.MaxValue, 3L * int.MaxValue, 3L * int.MaxValue + 1], x.Reshape(4).CumulativeSum().ToArray<long>());
        Assert.Equal(ElementType.Int64, Tensor.Zeros([0], ElementType.Int32).Sum().ElementType);
    }

    [Theory]
    [InlineData(ElementType.Int32, "int32", "-2147483648", "Int64")]
    [InlineData(ElementType.Int64, "int64", "-9223372036854775808", "Float64")]
    public void SmallestNumber_WithoutAResult_IsRefusedByName(ElementType type, string label, string least, string way)
    {
        var x = Tensor.Full([3], type == ElementType.Int32 ? int.MinValue : long.MinValue, type);
        Assert.Equal(
            $"divide: {least} / −1 does not fit {label}; convert with To(ElementType.{way}) first.",
            Assert.Throws<OverflowException>(() => (x / -1).Evaluate()).Message);
        Assert.Equal(
            $"abs: |{least}| does not fit {label}; convert with To(ElementType.{way}) first.",
            Assert.Throws<OverflowException>(() => x.Abs().Evaluate()).Message);
        Assert.Equal(new double[3], (x % -1).To(ElementType.Float64).ToArray<double>());
        // As in C#, sums, products and negations wrap around.
        Assert.Equal(x.To(ElementType.Float64).ToArray<double>(), (-x).To(ElementType.Float64).ToArray<double>());
    }

    [Fact]
    public void Division_ByZero_NamesTheOperation()
    {
        var x = Tensor.From([7, 8]);
        Assert.StartsWith("divide: 7 / 0 has no result in int32", Assert.Throws<DivideByZeroException>(() => (x / 0).Evaluate()).Message);
        Assert.StartsWith("remainder: 7 % 0 has no result in int32", Assert.Throws<DivideByZeroException>(() => (x % 0).Evaluate()).Message);
    }

    [Fact]
    public void Number_ThatFloat32CannotHold_IsRefusedByTheOperation()
    {
        var x = Tensor.Ones([2]);
        var generator = new Generator(1);
        foreach (var (operation, make) in new (string, Func<Tensor>)[]
        {
            ("add", () => x + 1e300), ("add", () => -1e300 + x), ("subtract", () => x - 1e300), ("subtract", () => 1e300 - x), ("multiply", () => x * 1e300),
            ("multiply", () => 1e39 * x),
            ("divide", () => x / 1e300), ("divide", () => 1e300 / x), ("remainder", () => x % 1e300), ("power", () => x.Pow(1e300)),
            ("clip", () => x.Clip(0, 1e300)), ("clip", () => x.Clip(-1e300, 0)),
            ("less", () => x < 1e300), ("greater", () => x > 1e300), ("equal", () => Tensor.Equal(x, 1e300)), ("select", () => Tensor.Where(x > 0, x, 1e300)),
            ("full", () => Tensor.Full([2], 1e300)),
            ("random-uniform", () => generator.Uniform([2], 0, 1e300)), ("random-uniform", () => generator.Uniform([2], -1e300, 0)),
            ("random-normal", () => generator.Normal([2], 0, 1e300)),
            ("random-normal", () => generator.Normal([2], -1e300)), ("leaky-relu", () => x.LeakyRelu(1e300)),
        })
        {
            var message = Assert.Throws<ElementTypeException>(() => make()).Message;
            Assert.StartsWith($"{operation}: ", message);
            Assert.Contains("does not fit float32", message);
            Assert.Contains("Float64", message);
        }
        Assert.Equal([float.PositiveInfinity, float.PositiveInfinity], (x * double.PositiveInfinity).ToArray<float>());
        Assert.Equal([float.MaxValue, float.MaxValue], (x * float.MaxValue).ToArray<float>());
        Assert.Equal([0, 0], (x * 1e-300).ToArray<float>());
    }
}
