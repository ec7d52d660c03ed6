namespace Nabla;

/// <summary>The methods of a tensor, applied to the current content.</summary>
/// <remarks>A test checks that every method of <see cref="Tensor"/> is present.</remarks>
public sealed partial class Variable
{
    /// <inheritdoc cref="Tensor.Qr()"/>
    public (Tensor Q, Tensor R) Qr() => Value.Qr();

    /// <inheritdoc cref="Tensor.SymmetricEigen()"/>
    public (Tensor Values, Tensor Vectors) SymmetricEigen() => Value.SymmetricEigen();

    /// <inheritdoc cref="Tensor.MaxPoolWithIndices(Size2D, Size2D?, Size2D?)"/>
    public (Tensor Values, Tensor Indices) MaxPoolWithIndices(Size2D size, Size2D? stride = null, Size2D? padding = null) =>
        Value.MaxPoolWithIndices(size, stride, padding);

    /// <inheritdoc cref="Tensor.MeanAndVariance(int[], bool, double)"/>
    public (Tensor Mean, Tensor Variance) MeanAndVariance(int[]? axes = null, bool keepAxes = false, double correction = 0) =>
        Value.MeanAndVariance(axes, keepAxes, correction);

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

    /// <inheritdoc cref="Tensor.ScatterAddAlong(Tensor, Tensor, int)"/>
    public Tensor ScatterAddAlong(Tensor indices, Tensor values, int axis = -1) => Value.ScatterAddAlong(indices, values, axis);

    /// <inheritdoc cref="Tensor.All(ReadOnlySpan{int})"/>
    public Tensor All(params ReadOnlySpan<int> axes) => Value.All(axes);

    /// <inheritdoc cref="Tensor.Any(ReadOnlySpan{int})"/>
    public Tensor Any(params ReadOnlySpan<int> axes) => Value.Any(axes);

    /// <inheritdoc cref="Tensor.ArgMax(int)"/>
    public Tensor ArgMax(int axis = -1) => Value.ArgMax(axis);

    /// <inheritdoc cref="Tensor.ArgMin(int)"/>
    public Tensor ArgMin(int axis = -1) => Value.ArgMin(axis);

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

    /// <inheritdoc cref="Tensor.AveragePool(Size2D, Size2D?, Size2D?)"/>
    public Tensor AveragePool(Size2D size, Size2D? stride = null, Size2D? padding = null) => Value.AveragePool(size, stride, padding);

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

    /// <inheritdoc cref="Tensor.Convolve(Tensor, Size2D?, Size2D?, Size2D?, int)"/>
    public Tensor Convolve(Tensor weights, Size2D? stride = null, Size2D? padding = null, Size2D? dilation = null, int groups = 1) =>
        Value.Convolve(weights, stride, padding, dilation, groups);

    /// <inheritdoc cref="Tensor.ConvolveTransposed(Tensor, Size2D?, Size2D?, Size2D?, int, Size2D?)"/>
    public Tensor ConvolveTransposed(
        Tensor weights, Size2D? stride = null, Size2D? padding = null, Size2D? dilation = null, int groups = 1, Size2D? outputPadding = null) =>
        Value.ConvolveTransposed(weights, stride, padding, dilation, groups, outputPadding);

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

    /// <inheritdoc cref="Tensor.Dot(Tensor)"/>
    public Tensor Dot(Tensor other) => Value.Dot(other);

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

    /// <inheritdoc cref="Tensor.Flatten(int, int)"/>
    public Tensor Flatten(int startAxis = 0, int endAxis = -1) => Value.Flatten(startAxis, endAxis);

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

    /// <inheritdoc cref="Tensor.Max(ReadOnlySpan{int}, bool)"/>
    public Tensor Max(ReadOnlySpan<int> axes, bool keepAxes) => Value.Max(axes, keepAxes);

    /// <inheritdoc cref="Tensor.Max(bool)"/>
    public Tensor Max(bool keepAxes) => Value.Max(keepAxes);

    /// <inheritdoc cref="Tensor.Max(int, bool)"/>
    public Tensor Max(int axis, bool keepAxes) => Value.Max(axis, keepAxes);

    /// <inheritdoc cref="Tensor.Max(ReadOnlySpan{int})"/>
    public Tensor Max(params ReadOnlySpan<int> axes) => Value.Max(axes);
}
