namespace Nabla;

/// <summary>The methods of a tensor, applied to the content that the variable has at the time.</summary>
/// <remarks>A test holds that no method of <see cref="Tensor"/> is missing here.</remarks>
public sealed partial class Variable
{
    /// <inheritdoc cref="Tensor.Qr()"/>
    public (Tensor Q, Tensor R) Qr() => Value.Qr();

    /// <inheritdoc cref="Tensor.SymmetricEigen()"/>
    public (Tensor Values, Tensor Vectors) SymmetricEigen() => Value.SymmetricEigen();

    /// <inheritdoc cref="Tensor.TopK(int, int)"/>
    public (Tensor Values, Tensor Indices) TopK(int count, int axis = -1) => Value.TopK(count, axis);

    /// <inheritdoc cref="Tensor.ElementType"/>
    public ElementType ElementType => Type.Element;

    /// <inheritdoc cref="Tensor.Item{T}()"/>
    public T Item<T>()
        where T : unmanaged => Value.Item<T>();

    /// <inheritdoc cref="Tensor.ToArray{T}()"/>
    public T[] ToArray<T>()
        where T : unmanaged => Value.ToArray<T>();

    /// <inheritdoc cref="Tensor.Abs()"/>
    public Tensor Abs() => Value.Abs();

    /// <inheritdoc cref="Tensor.Acos()"/>
    public Tensor Acos() => Value.Acos();

    /// <inheritdoc cref="Tensor.Acosh()"/>
    public Tensor Acosh() => Value.Acosh();

    /// <inheritdoc cref="Tensor.AddAlong(Tensor, Tensor, int)"/>
    public Tensor AddAlong(Tensor indices, Tensor values, int axis = -1) => Value.AddAlong(indices, values, axis);

    /// <inheritdoc cref="Tensor.All(ReadOnlySpan{int})"/>
    public Tensor All(params ReadOnlySpan<int> axes) => Value.All(axes);

    /// <inheritdoc cref="Tensor.Any(ReadOnlySpan{int})"/>
    public Tensor Any(params ReadOnlySpan<int> axes) => Value.Any(axes);

    /// <inheritdoc cref="Tensor.ArgMax(int)"/>
    public Tensor ArgMax(int axis = -1) => Value.ArgMax(axis);

    /// <inheritdoc cref="Tensor.ArgSort(int, bool)"/>
    public Tensor ArgSort(int axis = -1, bool descending = false) => Value.ArgSort(axis, descending);

    /// <inheritdoc cref="Tensor.Asin()"/>
    public Tensor Asin() => Value.Asin();

    /// <inheritdoc cref="Tensor.Asinh()"/>
    public Tensor Asinh() => Value.Asinh();

    /// <inheritdoc cref="Tensor.Atan()"/>
    public Tensor Atan() => Value.Atan();

    /// <inheritdoc cref="Tensor.Atanh()"/>
    public Tensor Atanh() => Value.Atanh();

    /// <inheritdoc cref="Tensor.AveragePool(PerAxis, PerAxis?, PerAxis?)"/>
    public Tensor AveragePool(PerAxis size, PerAxis? stride = null, PerAxis? padding = null) => Value.AveragePool(size, stride, padding);

    /// <inheritdoc cref="Tensor.BroadcastTo(Shape)"/>
    public Tensor BroadcastTo(Shape shape) => Value.BroadcastTo(shape);

    /// <inheritdoc cref="Tensor.Cbrt()"/>
    public Tensor Cbrt() => Value.Cbrt();

    /// <inheritdoc cref="Tensor.Ceiling()"/>
    public Tensor Ceiling() => Value.Ceiling();

    /// <inheritdoc cref="Tensor.Cholesky()"/>
    public Tensor Cholesky() => Value.Cholesky();

    /// <inheritdoc cref="Tensor.Clip(double, double)"/>
    public Tensor Clip(double low, double high) => Value.Clip(low, high);

    /// <inheritdoc cref="Tensor.Convolve(Tensor, PerAxis?, PerAxis?, PerAxis?, int)"/>
    public Tensor Convolve(Tensor weights, PerAxis? stride = null, PerAxis? padding = null, PerAxis? dilation = null, int groups = 1) => Value.Convolve(weights, stride, padding, dilation, groups);

    /// <inheritdoc cref="Tensor.ConvolveTransposed(Tensor, PerAxis?, PerAxis?, PerAxis?, int, PerAxis?)"/>
    public Tensor ConvolveTransposed(Tensor weights, PerAxis? stride = null, PerAxis? padding = null, PerAxis? dilation = null, int groups = 1, PerAxis? extra = null) => Value.ConvolveTransposed(weights, stride, padding, dilation, groups, extra);

    /// <inheritdoc cref="Tensor.Cos()"/>
    public Tensor Cos() => Value.Cos();

    /// <inheritdoc cref="Tensor.Cosh()"/>
    public Tensor Cosh() => Value.Cosh();

    /// <inheritdoc cref="Tensor.CumulativeProduct(int)"/>
    public Tensor CumulativeProduct(int axis = -1) => Value.CumulativeProduct(axis);

    /// <inheritdoc cref="Tensor.CumulativeSum(int)"/>
    public Tensor CumulativeSum(int axis = -1) => Value.CumulativeSum(axis);

    /// <inheritdoc cref="Tensor.Determinant()"/>
    public Tensor Determinant() => Value.Determinant();

    /// <inheritdoc cref="Tensor.Diagonal()"/>
    public Tensor Diagonal() => Value.Diagonal();

    /// <inheritdoc cref="Tensor.Digamma()"/>
    public Tensor Digamma() => Value.Digamma();

    /// <inheritdoc cref="Tensor.Elu()"/>
    public Tensor Elu() => Value.Elu();

    /// <inheritdoc cref="Tensor.Erf()"/>
    public Tensor Erf() => Value.Erf();

    /// <inheritdoc cref="Tensor.Erfc()"/>
    public Tensor Erfc() => Value.Erfc();

    /// <inheritdoc cref="Tensor.Erfcx()"/>
    public Tensor Erfcx() => Value.Erfcx();

    /// <inheritdoc cref="Tensor.Evaluate()"/>
    public Tensor Evaluate() => Value.Evaluate();

    /// <inheritdoc cref="Tensor.Exp()"/>
    public Tensor Exp() => Value.Exp();

    /// <inheritdoc cref="Tensor.Exp2()"/>
    public Tensor Exp2() => Value.Exp2();

    /// <inheritdoc cref="Tensor.ExpM1()"/>
    public Tensor ExpM1() => Value.ExpM1();

    /// <inheritdoc cref="Tensor.Flip(ReadOnlySpan{int})"/>
    public Tensor Flip(params ReadOnlySpan<int> axes) => Value.Flip(axes);

    /// <inheritdoc cref="Tensor.Floor()"/>
    public Tensor Floor() => Value.Floor();

    /// <inheritdoc cref="Tensor.Gather(Tensor, int)"/>
    public Tensor Gather(Tensor indices, int axis = 0) => Value.Gather(indices, axis);

    /// <inheritdoc cref="Tensor.Gelu()"/>
    public Tensor Gelu() => Value.Gelu();

    /// <inheritdoc cref="Tensor.HardTanh()"/>
    public Tensor HardTanh() => Value.HardTanh();

    /// <inheritdoc cref="Tensor.ILogB()"/>
    public Tensor ILogB() => Value.ILogB();

    /// <inheritdoc cref="Tensor.Inverse()"/>
    public Tensor Inverse() => Value.Inverse();

    /// <inheritdoc cref="Tensor.IsFinite()"/>
    public Tensor IsFinite() => Value.IsFinite();

    /// <inheritdoc cref="Tensor.IsNaN()"/>
    public Tensor IsNaN() => Value.IsNaN();

    /// <inheritdoc cref="Tensor.LeakyRelu(double)"/>
    public Tensor LeakyRelu(double slope = 0.01) => Value.LeakyRelu(slope);

    /// <inheritdoc cref="Tensor.Log()"/>
    public Tensor Log() => Value.Log();

    /// <inheritdoc cref="Tensor.Log(double)"/>
    public Tensor Log(double newBase) => Value.Log(newBase);

    /// <inheritdoc cref="Tensor.Log10()"/>
    public Tensor Log10() => Value.Log10();

    /// <inheritdoc cref="Tensor.Log2()"/>
    public Tensor Log2() => Value.Log2();

    /// <inheritdoc cref="Tensor.LogDeterminant()"/>
    public Tensor LogDeterminant() => Value.LogDeterminant();

    /// <inheritdoc cref="Tensor.LogErfc()"/>
    public Tensor LogErfc() => Value.LogErfc();

    /// <inheritdoc cref="Tensor.LogGamma()"/>
    public Tensor LogGamma() => Value.LogGamma();

    /// <inheritdoc cref="Tensor.LogP1()"/>
    public Tensor LogP1() => Value.LogP1();

    /// <inheritdoc cref="Tensor.LogSigmoid()"/>
    public Tensor LogSigmoid() => Value.LogSigmoid();

    /// <inheritdoc cref="Tensor.LogSoftmax(int)"/>
    public Tensor LogSoftmax(int axis = -1) => Value.LogSoftmax(axis);

    /// <inheritdoc cref="Tensor.LogSumExp(int)"/>
    public Tensor LogSumExp(int axis = -1) => Value.LogSumExp(axis);

    /// <inheritdoc cref="Tensor.LowerTriangle(int)"/>
    public Tensor LowerTriangle(int offset = 0) => Value.LowerTriangle(offset);

    /// <inheritdoc cref="Tensor.MatMul(Tensor, bool, bool)"/>
    public Tensor MatMul(Tensor other, bool transposeA = false, bool transposeB = false) => Value.MatMul(other, transposeA, transposeB);

    /// <inheritdoc cref="Tensor.Max(int[], bool)"/>
    public Tensor Max(int[] axes, bool keepAxes) => Value.Max(axes, keepAxes);

    /// <inheritdoc cref="Tensor.Max(ReadOnlySpan{int})"/>
    public Tensor Max(params ReadOnlySpan<int> axes) => Value.Max(axes);

    /// <inheritdoc cref="Tensor.MaxPool(PerAxis, PerAxis?, PerAxis?)"/>
    public Tensor MaxPool(PerAxis size, PerAxis? stride = null, PerAxis? padding = null) => Value.MaxPool(size, stride, padding);

    /// <inheritdoc cref="Tensor.Mean(int[], bool)"/>
    public Tensor Mean(int[] axes, bool keepAxes) => Value.Mean(axes, keepAxes);

    /// <inheritdoc cref="Tensor.Mean(ReadOnlySpan{int})"/>
    public Tensor Mean(params ReadOnlySpan<int> axes) => Value.Mean(axes);

    /// <inheritdoc cref="Tensor.Min(int[], bool)"/>
    public Tensor Min(int[] axes, bool keepAxes) => Value.Min(axes, keepAxes);

    /// <inheritdoc cref="Tensor.Min(ReadOnlySpan{int})"/>
    public Tensor Min(params ReadOnlySpan<int> axes) => Value.Min(axes);

    /// <inheritdoc cref="Tensor.Negate()"/>
    public Tensor Negate() => Value.Negate();

    /// <inheritdoc cref="Tensor.Norm(int[], bool, double)"/>
    public Tensor Norm(int[]? axes = null, bool keepAxes = false, double order = 2) => Value.Norm(axes, keepAxes, order);

    /// <inheritdoc cref="Tensor.NormalCdf()"/>
    public Tensor NormalCdf() => Value.NormalCdf();

    /// <inheritdoc cref="Tensor.OneHot(int, ElementType)"/>
    public Tensor OneHot(int classes, ElementType type = ElementType.Float32) => Value.OneHot(classes, type);

    /// <inheritdoc cref="Tensor.Pad(int, int, int, Padding)"/>
    public Tensor Pad(int axis, int before, int after, Padding padding = Padding.Zero) => Value.Pad(axis, before, after, padding);

    /// <inheritdoc cref="Tensor.Polygamma(int)"/>
    public Tensor Polygamma(int order) => Value.Polygamma(order);

    /// <inheritdoc cref="Tensor.Pow(double)"/>
    public Tensor Pow(double exponent) => Value.Pow(exponent);

    /// <inheritdoc cref="Tensor.Reciprocal()"/>
    public Tensor Reciprocal() => Value.Reciprocal();

    /// <inheritdoc cref="Tensor.ReciprocalSqrt()"/>
    public Tensor ReciprocalSqrt() => Value.ReciprocalSqrt();

    /// <inheritdoc cref="Tensor.Relu()"/>
    public Tensor Relu() => Value.Relu();

    /// <inheritdoc cref="Tensor.Reshape(Shape)"/>
    public Tensor Reshape(Shape shape) => Value.Reshape(shape);

    /// <inheritdoc cref="Tensor.Reshape(ReadOnlySpan{int})"/>
    public Tensor Reshape(params ReadOnlySpan<int> sizes) => Value.Reshape(sizes);

    /// <inheritdoc cref="Tensor.Resize(int, int, Interpolation)"/>
    public Tensor Resize(int axis, int size, Interpolation interpolation = Interpolation.Linear) => Value.Resize(axis, size, interpolation);

    /// <inheritdoc cref="Tensor.Roll(int, int)"/>
    public Tensor Roll(int by, int axis = -1) => Value.Roll(by, axis);

    /// <inheritdoc cref="Tensor.Round()"/>
    public Tensor Round() => Value.Round();

    /// <inheritdoc cref="Tensor.ScaleB(int)"/>
    public Tensor ScaleB(int n) => Value.ScaleB(n);

    /// <inheritdoc cref="Tensor.ScatterAdd(Tensor, Tensor, int)"/>
    public Tensor ScatterAdd(Tensor indices, Tensor values, int axis = 0) => Value.ScatterAdd(indices, values, axis);

    /// <inheritdoc cref="Tensor.Sigmoid()"/>
    public Tensor Sigmoid() => Value.Sigmoid();

    /// <inheritdoc cref="Tensor.Sign()"/>
    public Tensor Sign() => Value.Sign();

    /// <inheritdoc cref="Tensor.Silu()"/>
    public Tensor Silu() => Value.Silu();

    /// <inheritdoc cref="Tensor.Sin()"/>
    public Tensor Sin() => Value.Sin();

    /// <inheritdoc cref="Tensor.Sinh()"/>
    public Tensor Sinh() => Value.Sinh();

    /// <inheritdoc cref="Tensor.Slice(int, Range, int)"/>
    public Tensor Slice(int axis, Range range, int step = 1) => Value.Slice(axis, range, step);

    /// <inheritdoc cref="Tensor.Softmax(int)"/>
    public Tensor Softmax(int axis = -1) => Value.Softmax(axis);

    /// <inheritdoc cref="Tensor.Softplus()"/>
    public Tensor Softplus() => Value.Softplus();

    /// <inheritdoc cref="Tensor.Solve(Tensor)"/>
    public Tensor Solve(Tensor b) => Value.Solve(b);

    /// <inheritdoc cref="Tensor.SolveTriangular(Tensor, bool, bool)"/>
    public Tensor SolveTriangular(Tensor b, bool upper = false, bool transpose = false) => Value.SolveTriangular(b, upper, transpose);

    /// <inheritdoc cref="Tensor.Sort(int, bool)"/>
    public Tensor Sort(int axis = -1, bool descending = false) => Value.Sort(axis, descending);

    /// <inheritdoc cref="Tensor.Sqrt()"/>
    public Tensor Sqrt() => Value.Sqrt();

    /// <inheritdoc cref="Tensor.Square()"/>
    public Tensor Square() => Value.Square();

    /// <inheritdoc cref="Tensor.StandardDeviation(int[], bool, double)"/>
    public Tensor StandardDeviation(int[]? axes = null, bool keepAxes = false, double correction = 0) => Value.StandardDeviation(axes, keepAxes, correction);

    /// <inheritdoc cref="Tensor.StopGradient()"/>
    public Tensor StopGradient() => Value.StopGradient();

    /// <inheritdoc cref="Tensor.Sum(int[], bool)"/>
    public Tensor Sum(int[] axes, bool keepAxes) => Value.Sum(axes, keepAxes);

    /// <inheritdoc cref="Tensor.Sum(ReadOnlySpan{int})"/>
    public Tensor Sum(params ReadOnlySpan<int> axes) => Value.Sum(axes);

    /// <inheritdoc cref="Tensor.TakeAlong(Tensor, int)"/>
    public Tensor TakeAlong(Tensor indices, int axis = -1) => Value.TakeAlong(indices, axis);

    /// <inheritdoc cref="Tensor.Tan()"/>
    public Tensor Tan() => Value.Tan();

    /// <inheritdoc cref="Tensor.Tanh()"/>
    public Tensor Tanh() => Value.Tanh();

    /// <inheritdoc cref="Tensor.TensorDot(Tensor, int)"/>
    public Tensor TensorDot(Tensor other, int axes = 2) => Value.TensorDot(other, axes);

    /// <inheritdoc cref="Tensor.Tile(ReadOnlySpan{int})"/>
    public Tensor Tile(params ReadOnlySpan<int> times) => Value.Tile(times);

    /// <inheritdoc cref="Tensor.To(ElementType)"/>
    public Tensor To(ElementType type) => Value.To(type);

    /// <inheritdoc cref="Tensor.Transpose(ReadOnlySpan{int})"/>
    public Tensor Transpose(params ReadOnlySpan<int> order) => Value.Transpose(order);

    /// <inheritdoc cref="Tensor.Truncate()"/>
    public Tensor Truncate() => Value.Truncate();

    /// <inheritdoc cref="Tensor.UpperTriangle(int)"/>
    public Tensor UpperTriangle(int offset = 0) => Value.UpperTriangle(offset);

    /// <inheritdoc cref="Tensor.Variance(int[], bool, double)"/>
    public Tensor Variance(int[]? axes = null, bool keepAxes = false, double correction = 0) => Value.Variance(axes, keepAxes, correction);

    /// <inheritdoc cref="Tensor.this[ReadOnlySpan{AxisIndex}]"/>
    [System.Runtime.CompilerServices.IndexerName("Indexed")]
    public Tensor this[params ReadOnlySpan<AxisIndex> indices] => Value[indices];

    /// <inheritdoc cref="Tensor.Split(int, ReadOnlySpan{int})"/>
    public Tensor[] Split(int axis, params ReadOnlySpan<int> sizes) => Value.Split(axis, sizes);

    /// <inheritdoc cref="Tensor.ToDouble()"/>
    public double ToDouble() => Value.ToDouble();

    /// <inheritdoc cref="Tensor.Count"/>
    public int Count => Type.Shape.ElementCount;

    /// <inheritdoc cref="Tensor.Rank"/>
    public int Rank => Type.Shape.Rank;
}
