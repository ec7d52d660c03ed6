using Xunit;

namespace Nabla.Tests.Graph;

/// <summary>What every shape rule says, letter by letter: operation first, the shapes, the numbers that clash, a hint where there is one.</summary>
public class ErrorMessageTests
{
    private static readonly Tensor Matrix = Tensor.Zeros([2, 3]);
    private static readonly Tensor Vector = Tensor.Zeros([4]);
    private static readonly Tensor Number = Tensor.Scalar(1f);
    private static readonly Tensor Double = Tensor.Zeros([2, 3], ElementType.Float64);
    private static readonly Tensor Whole = Tensor.Zeros([2, 3], ElementType.Int64);
    private static readonly Tensor Truth = Matrix > 0;

    private static readonly Dictionary<string, Func<object>> Shapes = new()
    {
        ["matmul: inner dimensions differ: a is [32, 784], b is [512, 10] (784 ≠ 512)."] = () => Tensor.Zeros([32, 784]).MatMul(Tensor.Zeros([512, 10])),
        ["matmul: inner dimensions differ: a is [2, 3] transposed, b is [2, 3] transposed (2 ≠ 3)."] = () => Matrix.MatMul(Matrix, true, true),
        ["matmul: inner dimensions differ: a is [7, 2, 3], b is [4, 5] (3 ≠ 4)."] = () => Tensor.Zeros([7, 2, 3]).MatMul(Tensor.Zeros([4, 5])),
        ["matmul: inner dimensions differ: a is [2, 3], b is [4] (3 ≠ 4)."] = () => Matrix.MatMul(Vector),
        ["matmul: inner dimensions differ: a is [4], b is [2, 3] (4 ≠ 2)."] = () => Vector.MatMul(Matrix),
        ["matmul: needs vectors or matrices: a is [2, 3], b is []; use * for single numbers."] = () => Matrix.MatMul(Number),
        ["matmul: shapes do not broadcast: [2, 3, 4], [5, 4, 3] (2 ≠ 5 at axis 0; sizes must be equal or 1)."] = () => Tensor.Zeros([2, 3, 4]).MatMul(Tensor.Zeros([5, 4, 3])),
        ["matmul: element types differ: a is float32[2, 3], b is float64[2, 3]; element types never mix by themselves: convert one with To."] =
            () => Matrix.MatMul(Double, false, true),
        ["matmul: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.MatMul(Whole, false, true),
        ["add: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Matrix + Vector,
        ["add: element types differ: a is float32[2, 3], b is float64[2, 3]; element types never mix by themselves: convert one with To."] =
            () => Matrix + Double,
        ["add: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth + Truth,
        ["subtract: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Matrix - Vector,
        ["multiply: element types differ: a is float32[2, 3], b is int64[2, 3]; element types never mix by themselves: convert one with To."] =
            () => Matrix * Whole,
        ["divide: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Matrix / Vector,
        ["power: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Tensor.Power(Whole, Whole),
        ["maximum: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Tensor.Maximum(Matrix, Vector),
        ["minimum: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Tensor.Minimum(Truth, Truth),
        ["less: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Matrix < Vector,
        ["less-or-equal: element types differ: a is float32[2, 3], b is float64[2, 3]; element types never mix by themselves: convert one with To."] =
            () => Matrix <= Double,
        ["equal: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Tensor.Equal(Matrix, Vector),
        ["not-equal: element types differ: a is float32[2, 3], b is bool[2, 3]; element types never mix by themselves: convert one with To."] =
            () => Tensor.NotEqual(Matrix, Truth),
        ["select: the condition must be bool, got float32[2, 3]; compare it with something."] = () => Tensor.Where(Matrix, Matrix, Matrix),
        ["select: element types differ: a is float32[2, 3], b is float64[2, 3]; element types never mix by themselves: convert one with To."] =
            () => Tensor.Where(Truth, Matrix, Double),
        ["select: shapes do not broadcast: [2, 3], [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Tensor.Where(Truth, Matrix, Vector),
        ["number: 0.5 does not fit int64; convert the tensor with To(ElementType.Float32) first."] = () => Whole * 0.5,
        ["number: 1 does not fit bool; convert the tensor with To(ElementType.Float32) first."] = () => Truth + 1,
        ["exp: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Exp(),
        ["expm1: needs float32 or float64, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.ExpM1(),
        ["log: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Log(),
        ["log1p: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.LogP1(),
        ["sin: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Sin(),
        ["cos: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Cos(),
        ["tanh: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Tanh(),
        ["sigmoid: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Sigmoid(),
        ["sqrt: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Sqrt(),
        ["floor: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Floor(),
        ["abs: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.Abs(),
        ["negate: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => -Truth,
        ["relu: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.Relu(),
        ["sign: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.Sign(),
        ["sum: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.Sum(2),
        ["sum: axis 1 is named twice."] = () => Matrix.Sum(1, -1),
        ["sum: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.Sum(),
        ["mean: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Mean(),
        ["max: axis -3 is not among the 2 axes of [2, 3]."] = () => Matrix.Max(-3),
        ["max: axis 0 of [0, 3] is empty, and nothing has no max."] = () => Tensor.Zeros([0, 3]).Max(0),
        ["min: axis 1 of [3, 0] is empty, and nothing has no min."] = () => Tensor.Zeros([3, 0]).Min(),
        ["argmax: axis 0 of [0, 3] is empty, and nothing has no largest."] = () => Tensor.Zeros([0, 3]).ArgMax(0),
        ["argmax: axis 5 is not among the 2 axes of [2, 3]."] = () => Matrix.ArgMax(5),
        ["argmax: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.ArgMax(),
        ["log-sum-exp: axis -1 is not among the 0 axes of []."] = () => Number.LogSumExp(),
        ["log-sum-exp: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.LogSumExp(),
        ["log-softmax: axis 3 is not among the 2 axes of [2, 3]."] = () => Matrix.LogSoftmax(3),
        ["broadcast: [2, 3] cannot be repeated to [2, 4]."] = () => Matrix.BroadcastTo([2, 4]),
        ["broadcast: [2, 3] cannot be repeated to [3]."] = () => Matrix.BroadcastTo([3]),
        ["reshape: [2, 3] has 6 elements, [4] has 4."] = () => Matrix.Reshape(4),
        ["reshape: [2, 3] has 6 elements; no size in place of -1 makes that many of [4, -1]."] = () => Matrix.Reshape(4, -1),
        ["reshape: only one size may be -1, got [-1, 1, -1]."] = () => Matrix.Reshape(-1, 1, -1),
        ["shape: sizes must not be negative: [2, -3]."] = () => Tensor.Zeros([2, -3]),
        ["shape: [100000, 100000] has more than 2147483591 elements, the largest tensor there can be."] = () => Tensor.Zeros([100000, 100000]),
        ["transpose: needs at least two axes, got [4]."] = () => Vector.Transpose(),
        ["transpose: the order [0, 0] does not name each of the 2 axes of [2, 3] once."] = () => Matrix.Transpose(0, 0),
        ["transpose: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.Transpose(2, 0),
        ["slice: the range 1..5 leaves axis 1 of [2, 3], which has size 3."] = () => Matrix.Slice(1, 1..5),
        ["slice: the step must be at least 1, got 0."] = () => Matrix.Slice(1, .., 0),
        ["slice: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.Slice(2, ..),
        ["concatenate: shapes may differ in axis 0 only: tensor 0 is [2, 3], tensor 1 is [4]."] = () => Tensor.Concatenate(0, Matrix, Vector),
        ["concatenate: there are no tensors to put together."] = () => Tensor.Concatenate(0),
        ["concatenate: element types differ: a is float32[2, 3], b is float64[2, 3]; element types never mix by themselves: convert one with To."] =
            () => Tensor.Concatenate(0, Matrix, Double),
        ["concatenate: axis 2 is not among the 2 axes of [2, 3]."] = () => Tensor.Concatenate(2, Matrix),
        ["gather: indices must be int32 or int64, got float32[4]."] = () => Matrix.Gather(Vector),
        ["gather: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.Gather(Whole, 2),
        ["scatter-add: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Tensor.Apply(new ScatterAdd(0, 3, 1), Whole, Tensor.Zeros([2], ElementType.Int64)),
        ["one-hot: indices must be int32 or int64, got float32[4]."] = () => Vector.OneHot(3),
        ["one-hot: makes float32 or float64, not int32."] = () => Whole.OneHot(3, ElementType.Int32),
        ["from: 3 numbers do not fill the shape [2, 2] (4 elements)."] = () => Tensor.From([1f, 2, 3], [2, 2]),
        ["gradient: the cotangent is float32[4], the output float32[2, 3]."] = () => Reverse.Product(Matrix, Vector),
        ["forward: tensor 0 is float32[2, 3], its tangent float32[4]."] = () => Forward.Product(Matrix, [Matrix], [Vector]),
        ["sin: shapes differ: [2, 3], [4]; broadcast them first."] = () => Tensor.Apply(Sin.Instance, Matrix, Vector),
    };

    public static TheoryData<string> Messages => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Messages))]
    public void ShapeException_OfEachRule_SaysThis(string message)
    {
        var exception = Assert.Throws<ShapeException>(Shapes[message]);
        Assert.Equal(message, exception.Message);
        // The same as properties, where it is about tensors.
        if (exception.Operation.Length > 0) Assert.StartsWith(exception.Operation + ": ", message);
    }

    [Fact]
    public void ShapeException_OfMatMul_HasOperationAndTypes()
    {
        var exception = Assert.Throws<ShapeException>(() => Tensor.Zeros([32, 784]).MatMul(Tensor.Zeros([512, 10])));
        Assert.Equal("matmul", exception.Operation);
        Assert.Equal([new(ElementType.Float32, [32, 784]), new(ElementType.Float32, [512, 10])], exception.Inputs);
    }

    [Theory]
    [InlineData("gather: index 3 at position 1 is outside an axis of size 3 (0 to 2).", 3)]
    [InlineData("gather: index -1 at position 1 is outside an axis of size 3 (0 to 2).", -1)]
    public void Gather_IndexOutside_IsReportedWhenRead(string message, int index)
    {
        var y = Tensor.Zeros([3]).Gather(Tensor.From([0, index]));
        Assert.Equal(message, Assert.Throws<IndexOutOfRangeException>(() => y.Evaluate()).Message);
        // And again: a failure leaves nothing half done.
        Assert.Equal(message, Assert.Throws<IndexOutOfRangeException>(() => y.ToArray<float>()).Message);
    }

    [Fact]
    public void OneHot_ClassOutside_IsReportedWhenRead() => Assert.Equal(
        "one-hot: index 3 at position 1 is outside an axis of size 3 (0 to 2).",
        Assert.Throws<IndexOutOfRangeException>(() => Tensor.From([0L, 3]).OneHot(3).Evaluate()).Message);

    [Fact]
    public void Reading_InAnotherType_NamesBoth()
    {
        Assert.Equal(
            "The tensor holds float32, not float64; convert it first with To.", Assert.Throws<InvalidOperationException>(() => Matrix.ToArray<double>()).Message);
        Assert.Equal(
            "item: the tensor has shape [2, 3] and holds 6 numbers, not one.", Assert.Throws<InvalidOperationException>(() => Matrix.Item<float>()).Message);
        Assert.Equal(
            "to-double: the tensor has shape [2, 3] and holds 6 numbers, not one.", Assert.Throws<InvalidOperationException>(() => Matrix.ToDouble()).Message);
        Assert.Equal(
            "A tensor cannot hold Byte; use float, double, int, long or bool.", Assert.Throws<NotSupportedException>(() => Tensor.From<byte>([1])).Message);
    }
}
