using Xunit;

namespace Nabla.Tests.Graph;

/// <summary>The exact message of every shape rule: the operation, the shapes, the sizes that clash, and a hint if there is one.</summary>
public class ErrorMessageTests
{
    private static readonly Tensor Matrix = Tensor.Zeros([2, 3]);
    private static readonly Tensor Vector = Tensor.Zeros([4]);
    private static readonly Tensor Number = Tensor.Scalar(1f);
    private static readonly Tensor Double = Tensor.Zeros([2, 3], ElementType.Float64);
    private static readonly Tensor Whole = Tensor.Zeros([2, 3], ElementType.Int64);
    private static readonly Tensor Truth = Matrix > 0;
    private static readonly Tensor Image = Tensor.Zeros([1, 3, 8, 8]);

    private static readonly Dictionary<string, Func<object>> Shapes = new()
    {
        ["matmul: inner dimensions differ: a is [32, 784], b is [512, 10] (784 ≠ 512)."] = () => Tensor.Zeros([32, 784]).MatMul(Tensor.Zeros([512, 10])),
        ["matmul: inner dimensions differ: a is [2, 3] transposed, b is [2, 3] transposed (2 ≠ 3)."] = () => Matrix.MatMul(Matrix, true, true),
        ["matmul: inner dimensions differ: a is [7, 2, 3], b is [4, 5] (3 ≠ 4)."] = () => Tensor.Zeros([7, 2, 3]).MatMul(Tensor.Zeros([4, 5])),
        ["matmul: inner dimensions differ: a is [2, 3], b is [4] (3 ≠ 4)."] = () => Matrix.MatMul(Vector),
        ["matmul: inner dimensions differ: a is [4], b is [2, 3] (4 ≠ 2)."] = () => Vector.MatMul(Matrix),
        ["matmul: needs vectors or matrices: a is [2, 3], b is []; use * for single numbers."] = () => Matrix.MatMul(Number),
        ["matmul: shapes do not broadcast: [2, 3, 4], [5, 4, 3] (2 ≠ 5 at axis 0; sizes must be equal or 1)."] = () =>
            Tensor.Zeros([2, 3, 4]).MatMul(Tensor.Zeros([5, 4, 3])),
        ["matmul: element types differ: a is float32[2, 3], b is float64[2, 3]; types are never converted implicitly: convert one with To."] =
            () => Matrix.MatMul(Double, false, true),
        ["matmul: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.MatMul(Whole, false, true),
        ["add: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Matrix + Vector,
        ["add: element types differ: a is float32[2, 3], b is float64[2, 3]; types are never converted implicitly: convert one with To."] =
            () => Matrix + Double,
        ["add: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth + Truth,
        ["subtract: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Matrix - Vector,
        ["multiply: element types differ: a is float32[2, 3], b is int64[2, 3]; types are never converted implicitly: convert one with To."] =
            () => Matrix * Whole,
        ["divide: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Matrix / Vector,
        ["power: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Tensor.Power(Whole, Whole),
        ["maximum: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Tensor.Maximum(Matrix, Vector),
        ["minimum: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Tensor.Minimum(Truth, Truth),
        ["less: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Matrix < Vector,
        ["less-or-equal: element types differ: a is float32[2, 3], b is float64[2, 3]; types are never converted implicitly: convert one with To."] =
            () => Matrix <= Double,
        ["equal: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Tensor.Equal(Matrix, Vector),
        ["not-equal: element types differ: a is float32[2, 3], b is bool[2, 3]; types are never converted implicitly: convert one with To."] =
            () => Tensor.NotEqual(Matrix, Truth),
        ["select: the condition must be bool, got float32[2, 3]; use a comparison."] = () => Tensor.Where(Matrix, Matrix, Matrix),
        ["select: element types differ: a is float32[2, 3], b is float64[2, 3]; types are never converted implicitly: convert one with To."] =
            () => Tensor.Where(Truth, Matrix, Double),
        ["select: shapes do not broadcast: [2, 3], [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Tensor.Where(Truth, Matrix, Vector),
        ["multiply: 0.5 does not fit int64; convert the tensor with To(ElementType.Float32) first."] = () => Whole * 0.5,
        ["add: 1 does not fit bool; convert the tensor with To(ElementType.Float32) first."] = () => Truth + 1,
        ["expm1: needs float32 or float64, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.ExpM1(),
        ["abs: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.Abs(),
        ["negate: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => -Truth,
        ["relu: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.Relu(),
        ["sign: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.Sign(),
        ["sum: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.Sum(2),
        ["sum: axis 1 is named twice."] = () => Matrix.Sum(1, -1),
        ["sum: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.Sum(),
        ["not: needs booleans, got int64[2, 3]; use a comparison."] = () => !Whole,
        ["mean-and-variance: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.MeanAndVariance().Mean,
        ["mean: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Mean(),
        ["max: axis -3 is not among the 2 axes of [2, 3]."] = () => Matrix.Max(-3),
        ["max: axis 0 of [0, 3] is empty and has no max."] = () => Tensor.Zeros([0, 3]).Max(0),
        ["min: axis 1 of [3, 0] is empty and has no min."] = () => Tensor.Zeros([3, 0]).Min(),
        ["argmax: axis 0 of [0, 3] is empty and has no maximum."] = () => Tensor.Zeros([0, 3]).ArgMax(0),
        ["argmax: axis 5 is not among the 2 axes of [2, 3]."] = () => Matrix.ArgMax(5),
        ["argmax: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.ArgMax(-1),
        ["log-sum-exp: axis -1 is not among the 0 axes of []."] = () => Number.LogSumExp(-1),
        ["log-sum-exp: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.LogSumExp(-1),
        ["log-softmax: axis 3 is not among the 2 axes of [2, 3]."] = () => Matrix.LogSoftmax(3),
        ["broadcast: [2, 3] cannot be broadcast to [2, 4]."] = () => Matrix.BroadcastTo([2, 4]),
        ["broadcast: [2, 3] cannot be broadcast to [3]."] = () => Matrix.BroadcastTo([3]),
        ["reshape: [2, 3] has 6 elements, [4] has 4."] = () => Matrix.Reshape(4),
        ["reshape: [2, 3] has 6 elements; no size for -1 gives that many in [4, -1]."] = () => Matrix.Reshape(4, -1),
        ["reshape: only one size may be -1, got [-1, 1, -1]."] = () => Matrix.Reshape(-1, 1, -1),
        ["shape: sizes must not be negative: [2, -3]."] = () => Tensor.Zeros([2, -3]),
        ["shape: [100000, 100000] has more than 2147483591 elements, the maximum for a tensor."] = () => Tensor.Zeros([100000, 100000]),
        ["transpose: needs at least two axes, got [4]."] = () => Vector.Transpose(),
        ["permute: the order [0, 0] does not name each of the 2 axes of [2, 3] once; Transpose swaps two axes."] = () => Matrix.Permute(0, 0),
        ["permute: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.Permute(2, 0),
        ["transpose: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.Transpose(0, 2),
        ["slice: the range 1..5 exceeds axis 1 of [2, 3], which has size 3."] = () => Matrix.Slice(1, 1..5),
        ["slice: the step must be at least 1, got 0."] = () => Matrix.Slice(1, .., 0),
        ["slice: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.Slice(2, ..),
        ["concatenate: shapes may differ in axis 0 only: tensor 0 is [2, 3], tensor 1 is [4]."] = () => Tensor.Concatenate(0, Matrix, Vector),
        ["concatenate: there are no tensors to concatenate."] = () => Tensor.Concatenate(0),
        ["concatenate: element types differ: a is float32[2, 3], b is float64[2, 3]; types are never converted implicitly: convert one with To."] =
            () => Tensor.Concatenate(0, Matrix, Double),
        ["concatenate: axis 2 is not among the 2 axes of [2, 3]."] = () => Tensor.Concatenate(2, Matrix),
        ["gather: indices must be int32 or int64, got float32[4]."] = () => Matrix.Gather(Vector),
        ["gather: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.Gather(Whole, 2),
        ["scatter-add: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () =>
            Tensor.Apply(new ScatterAdd(0, 3, 1), Whole, Tensor.Zeros([2], ElementType.Int64)),
        ["one-hot: indices must be int32 or int64, got float32[4]."] = () => Vector.OneHot(3),
        ["one-hot: returns float32 or float64, not int32."] = () => Whole.OneHot(3, ElementType.Int32),
        ["from: 3 numbers do not fill the shape [2, 2] (4 elements)."] = () => Tensor.From([1f, 2, 3], [2, 2]),
        ["gradient: the cotangent is float32[4], the output float32[2, 3]."] = () => Reverse.Vjp(Matrix, Vector),
        ["forward: tensor 0 is float32[2, 3], its tangent float32[4]."] = () => Forward.Jvp(Matrix, [Matrix], [Vector]),
        ["sin: shapes differ: [2, 3], [4]; broadcast them first."] = () => Tensor.Apply(Sin.Instance, Matrix, Vector),
        ["remainder: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () => Matrix % Vector,
        ["remainder: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth % Truth,
        ["hard-tanh: needs float32 or float64, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.HardTanh(),
        ["leaky-relu: needs float32 or float64, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.LeakyRelu(),
        ["flip: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.Flip(2),
        ["cumulative-sum: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.CumulativeSum(),
        ["cumulative-sum: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.CumulativeSum(2),
        ["cumulative-product: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.CumulativeProduct(2),
        ["linear-recurrence: shapes do not broadcast: [2, 3], [4] (3 ≠ 4 at axis 1; sizes must be equal or 1)."] = () =>
            Tensor.LinearRecurrence(Matrix, Vector),
        ["scan: float32[] has no axis to loop over."] = () => Tensor.Scan((c, x) => (c, x), Number, Number),
        ["scan: float32[2, 3] has 2 slices for 4 steps."] = () => Tensor.Scan((c, _) => (c, []), [Number], [Matrix], length: 4),
        ["scan: the body returns 2 carries but gets 1."] = () => Tensor.Scan((c, _) => ([c[0], c[0]], []), [Number], [Matrix]),
        ["scan: carry 0 is float32[], but the body returns float32[3] for the next step; the type of a carry must stay the same."] = () =>
            Tensor.Scan((_, x) => (x, x), Number, Matrix),
        ["while: carry 0 is float32[2, 3], but the body returns float32[] for the next step; the type of a carry must stay the same."] = () =>
            Tensor.While(_ => Tensor.Scalar(true), c => c.Sum(), Matrix, 1),
        ["while: the condition must be a single truth value, got bool[2, 3]; reduce it with All or Any."] = () =>
            Tensor.While(c => c > 0, c => c, Matrix, 1),
        ["linear-recurrence: axis -1 is not among the 0 axes of []."] = () => Tensor.LinearRecurrence(Number, Number),
        ["take-along: indices must be int32 or int64, got float32[2, 3]."] = () => Matrix.TakeAlong(Matrix),
        ["take-along: sizes may differ along axis 0 only: the tensor is [4, 3], the indices are [2, 2]; broadcast them first."] = () =>
            Tensor.Zeros([4, 3]).TakeAlong(Tensor.Zeros([2, 2], ElementType.Int64), 0),
        ["scatter-add-along: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () =>
            Tensor.Apply(new ScatterAddAlong(1, 4), Whole, Whole),
        ["top-k: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.TopK(1),
        ["top-k: axis 1 of [2, 3] has 3 elements, but 4 were requested."] = () => Matrix.TopK(4),
        ["argsort: needs numbers, got bool[2, 3]; convert with To(ElementType.Float32)."] = () => Truth.ArgSort(),
        ["argsort: axis 2 is not among the 2 axes of [2, 3]."] = () => Matrix.ArgSort(2),
        ["random-uniform: returns float32 or float64, not int64."] = () => new Generator(1).Uniform([2], type: ElementType.Int64),
        ["random-normal: returns float32 or float64, not bool."] = () => new Generator(1).Normal([2], type: ElementType.Boolean),
        ["random-categorical: [2, 0] has no logits to draw from: the last axis holds them."] = () =>
            new Generator(1).Categorical(Tensor.Zeros([2, 0])),
        ["resize: axis 0 of [2, 3] cannot be resized to 0: both sizes must be at least 1."] = () => Matrix.Resize(0, 0),
        ["convolution: needs [batch, channels, length] with 3-D weights, or [batch, channels, height, width] with 4-D weights: "
            + "x is [2, 3], the weights are [2, 3]."] = () => Matrix.Convolve(Matrix),
        ["convolution: x is [1, 3, 8, 8] with 3 channels, the weights [4, 2, 3, 3] in 1 group take 2."] = () => Image.Convolve(Tensor.Zeros([4, 2, 3, 3])),
        ["convolution: x is [1, 3, 8, 8] with 3 channels, the weights [4, 1, 3, 3] in 2 groups take 2."] = () =>
            Image.Convolve(Tensor.Zeros([4, 1, 3, 3]), groups: 2),
        ["convolution: 3 channels and 4 outputs cannot be divided into 3 groups: x is [1, 3, 8, 8], the weights are [4, 1, 3, 3]."] = () =>
            Image.Convolve(Tensor.Zeros([4, 1, 3, 3]), groups: 3),
        ["convolution: the number of groups must be from 1 to the number of channels, got 0; x is [1, 3, 8, 8], the weights are [4, 3, 3, 3]."] = () =>
            Image.Convolve(Tensor.Zeros([4, 3, 3, 3]), groups: 0),
        ["convolution: a window of extent 11 does not fit into the height 8 of [1, 3, 8, 8] with padding 1 on both sides; "
            + "add more padding."] = () => Image.Convolve(Tensor.Zeros([4, 3, 3, 3]), padding: 1, dilation: 5),
        ["convolution: the window must have at least one element, got 0×3; x is [1, 3, 8, 8]."] = () => Image.Convolve(Tensor.Zeros([4, 3, 0, 3])),
        ["convolution: the stride must be at least 1, got 0×1."] = () => Image.Convolve(Tensor.Zeros([4, 3, 3, 3]), stride: (0, 1)),
        ["convolution: the dilation must be at least 1, got 0."] = () => Image.Convolve(Tensor.Zeros([4, 3, 3, 3]), dilation: 0),
        ["convolution: the padding must not be negative, got -1; cut x with Slice."] = () => Image.Convolve(Tensor.Zeros([4, 3, 3, 3]), padding: -1),
        ["convolution: element types differ: a is float32[1, 3, 8, 8], b is float64[4, 3, 3, 3]; types are never converted implicitly: convert one with To."] =
            () => Image.Convolve(Tensor.Zeros([4, 3, 3, 3], ElementType.Float64)),
        ["convolution-transposed: x is [1, 3, 8, 8] with 3 channels, the weights [4, 3, 3, 3] in 1 group take 4."] = () =>
            Image.ConvolveTransposed(Tensor.Zeros([4, 3, 3, 3])),
        ["convolution-transposed: the output padding must be at least 0 and below the stride 2, got 2."] = () =>
            Image.ConvolveTransposed(Tensor.Zeros([3, 4, 3, 3]), stride: 2, outputPadding: 2),
        ["convolution-transposed: the result would be empty: (8 − 1) · 1 − 2 · 5 + 3 + 0 = 0; x is [1, 3, 8, 8], the weights are [3, 4, 3, 3]."] =
            () => Image.ConvolveTransposed(Tensor.Zeros([3, 4, 3, 3]), padding: 5),
        ["max-pool: needs [batch, channels, length] or [batch, channels, height, width], got [2, 3]."] = () => Matrix.MaxPool(2),
        ["max-pool: a window of extent 9 does not fit into the height 8 of [1, 3, 8, 8] with padding 0 on both sides; add more padding."] =
            () => Image.MaxPool(9),
        ["max-pool: the padding 2 must be below the size of the window, 2; use Pad for more."] = () => Image.MaxPool(2, padding: 2),
        ["window-pick: shapes differ: [1, 3, 8, 8], [1, 3, 4, 4]; broadcast them first."] = () =>
            Tensor.Apply(new WindowLargest(new(8, 2, 2, 0, 1), new(8, 2, 2, 0, 1), isSpread: false), Image, Tensor.Zeros([1, 3, 4, 4])),
        ["window-spread: element types differ: a is float32[1, 3, 8, 8], b is float64[1, 3, 4, 4]; "
            + "types are never converted implicitly: convert one with To."] =
            () => Tensor.Apply(
                new WindowLargest(new(8, 2, 2, 0, 1), new(8, 2, 2, 0, 1), isSpread: true),
                Image,
                Tensor.Zeros([1, 3, 4, 4], ElementType.Float64)),
        ["cholesky: needs square matrices in the last two axes, got [2, 3]."] = () => Matrix.Cholesky(),
        ["cholesky: needs float32 or float64, got int64[2, 3]; convert with To(ElementType.Float32)."] = () => Whole.Cholesky(),
        ["solve-triangular: needs square matrices in the last two axes, got [4]."] = () => Vector.SolveTriangular(Vector),
        ["solve: the right-hand side [2, 3] does not fit the matrices [3, 3]."] = () => Tensor.Zeros([3, 3]).Solve(Matrix),
        ["solve: the right-hand side [4] does not fit the matrices [3, 3]."] = () => Tensor.Zeros([3, 3]).Solve(Vector),
        ["solve: shapes do not broadcast: [2, 3, 3], [4, 3, 1] (2 ≠ 4 at axis 0; sizes must be equal or 1)."] = () =>
            Tensor.Zeros([2, 3, 3]).Solve(Tensor.Zeros([4, 3, 1])),
        ["solve: element types differ: a is float32[2, 2], b is float64[2, 3]; types are never converted implicitly: convert one with To."] = () =>
            Tensor.Zeros([2, 2]).Solve(Double),
        ["inverse: needs square matrices in the last two axes, got [2, 3]."] = () => Matrix.Inverse(),
        ["determinant: needs square matrices in the last two axes, got [2, 3]."] = () => Matrix.Determinant(),
        ["log-determinant: needs square matrices in the last two axes, got []."] = () => Number.LogDeterminant(),
        ["qr: needs matrices with no fewer rows than columns in the last two axes, got [2, 3]; transpose them."] = () => Matrix.Qr(),
        ["symmetric-eigen: needs square matrices in the last two axes, got [2, 3]."] = () => Matrix.SymmetricEigen(),
    };

    /// <summary>Functions of floats, which all report integers with the same message.</summary>
    private static readonly Dictionary<string, Func<Tensor, Tensor>> OfFloats = new()
    {
        ["exp"] = x => x.Exp(),
        ["log"] = x => x.Log(),
        ["log1p"] = x => x.LogP1(),
        ["sin"] = x => x.Sin(),
        ["cos"] = x => x.Cos(),
        ["tanh"] = x => x.Tanh(),
        ["sigmoid"] = x => x.Sigmoid(),
        ["sqrt"] = x => x.Sqrt(),
        ["floor"] = x => x.Floor(),
        ["softplus"] = x => x.Softplus(),
        ["erf"] = x => x.Erf(),
        ["erfc"] = x => x.Erfc(),
        ["erfcx"] = x => x.Erfcx(),
        ["log-erfc"] = x => x.LogErfc(),
        ["normal-cdf"] = x => x.NormalCdf(),
        ["gaussian"] = x => Tensor.Apply(Gaussian.OfErf, x),
        ["gelu"] = x => x.Gelu(),
        ["silu"] = x => x.Silu(),
        ["log-sigmoid"] = x => x.LogSigmoid(),
        ["tanh-derivative"] = x => Tensor.Apply(TanhDerivative.Instance, x, x),
        ["one-minus-square"] = x => Tensor.Apply(OneMinusSquare.Instance, x),
        ["size-power"] = x => Tensor.Apply(new SizePower(1.5, isOdd: false), x),
        ["direction-cosine"] = x => Tensor.Apply(DirectionCosine.Instance, x, x),
        ["gate"] = x => Tensor.Apply(KinkGate.Strict, x, x, x),
        ["sigmoid-derivative"] = x => Tensor.Apply(SigmoidDerivative.Instance, x, x),
        ["undefined-unless-zero"] = x => Tensor.Apply(UndefinedUnlessZero.Instance, x),
        ["cofactors"] = x => Tensor.Apply(Cofactors.Instance, x),
        ["cofactors-along"] = x => Tensor.Apply(CofactorsAlong.Instance, x, x),
        ["tan"] = x => x.Tan(),
        ["asin"] = x => x.Asin(),
        ["acos"] = x => x.Acos(),
        ["atan"] = x => x.Atan(),
        ["sinh"] = x => x.Sinh(),
        ["cosh"] = x => x.Cosh(),
        ["asinh"] = x => x.Asinh(),
        ["acosh"] = x => x.Acosh(),
        ["atanh"] = x => x.Atanh(),
        ["log2"] = x => x.Log2(),
        ["log10"] = x => x.Log10(),
        ["exp2"] = x => x.Exp2(),
        ["cbrt"] = x => x.Cbrt(),
        ["round"] = x => x.Round(),
        ["ceiling"] = x => x.Ceiling(),
        ["truncate"] = x => x.Truncate(),
        ["log-gamma"] = x => x.LogGamma(),
        ["digamma"] = x => x.Digamma(),
        ["elu"] = x => x.Elu(),
        ["cumulative-product"] = x => x.CumulativeProduct(),
        ["atan2"] = x => Tensor.Atan2(x, x),
        ["hypot"] = x => Tensor.Hypot(x, x),
        ["ieee-remainder"] = x => Tensor.IEEERemainder(x, x),
        ["polygamma"] = x => x.Polygamma(2),
        ["resize"] = x => x.Resize(0, 4),
        ["random-bernoulli"] = x => new Generator(1).Bernoulli(x),
        ["random-categorical"] = x => new Generator(1).Categorical(x),
        ["max-pool"] = x => x.Reshape(1, 2, 3).MaxPool(1),
        ["average-pool"] = x => x.Reshape(1, 2, 3).AveragePool(1),
    };

    public static TheoryData<string> FloatFunctions => [.. OfFloats.Keys];

    public static TheoryData<string> Messages => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Error_OfEachRule_SaysThis(string message)
    {
        var exception = Assert.ThrowsAny<OperationException>(Shapes[message]);
        Assert.Equal(message, exception.Message);
        // The same facts as properties, if the error is about tensors.
        if (exception.Operation.Length > 0) Assert.StartsWith(exception.Operation + ": ", message);
    }

    [Theory]
    [MemberData(nameof(FloatFunctions))]
    public void ElementTypeException_OfFunctionsOfFloats_NamesTheType(string name)
    {
        var shape = name.EndsWith("-pool", StringComparison.Ordinal) ? "[1, 2, 3]" : "[2, 3]";
        Assert.Equal(
            $"{name}: needs float32 or float64, got int64{shape}; convert with To(ElementType.Float32).",
            Assert.ThrowsAny<OperationException>(() => OfFloats[name](Whole)).Message);
    }

    /// <summary>Operations whose shape rule cannot be violated, with the reason.</summary>
    private static readonly Dictionary<string, string> Unbreakable = new()
    {
        ["convert"] = "Every type converts to every other.",
        ["stop-gradient"] = "Takes any tensor.",
        ["argument"] = "Takes any tensor.",
        ["spread"] = "Created only by the derivative of a slice.",
    };

    [Fact]
    public void Messages_OfEveryOperation_AreHere()
    {
        var said = Shapes.Keys.Select(message => message[..message.IndexOf(':')]).Concat(OfFloats.Keys).ToHashSet();
        var names = new HashSet<string>();
        foreach (var row in OperationCases.All.Values)
        {
            var walk = new GraphWalk(_ => true, node => node.InputArray);
            walk.Add(row.Function([.. row.Inputs(row.Shapes[0]).Select(x => Tensor.From(x.Values, x.Shape))]));
            names.UnionWith(
                walk.Order.Select(entry => entry.Node.Operation).Where(operation => operation.GetType() == row.Operation).Select(operation => operation.Name));
        }
        Assert.Empty(names.Except(said).Except(Unbreakable.Keys));
        Assert.Empty(Unbreakable.Keys.Intersect(said));
        Assert.All(Unbreakable, entry => Assert.Contains(entry.Key, names));
    }

    [Fact]
    public void ShapeException_OfMatMul_HasOperationAndTypes()
    {
        var exception = Assert.ThrowsAny<OperationException>(() => Tensor.Zeros([32, 784]).MatMul(Tensor.Zeros([512, 10])));
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
        // Again, because a failure must leave no partial state.
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
            "The tensor holds float32, not float64; convert it first with To.",
            Assert.Throws<InvalidOperationException>(() => Matrix.ToArray<double>()).Message);
        Assert.Equal(
            "item: the tensor has shape [2, 3] and holds 6 numbers, not one.", Assert.Throws<InvalidOperationException>(() => Matrix.Item<float>()).Message);
        Assert.Equal(
            "to-double: the tensor has shape [2, 3] and holds 6 numbers, not one.", Assert.Throws<InvalidOperationException>(() => Matrix.ToDouble()).Message);
        Assert.Equal(
            "A tensor cannot hold Byte; use float, double, int, long or bool.", Assert.Throws<NotSupportedException>(() => Tensor.From<byte>([1])).Message);
    }
}
