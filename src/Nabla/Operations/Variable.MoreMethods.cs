namespace Nabla;

/// <content>The second half of the methods of a tensor.</content>
public sealed partial class Variable
{
    /// <inheritdoc cref="Tensor.MaxPool(Size2D, Size2D?, Size2D?)"/>
    public Tensor MaxPool(Size2D size, Size2D? stride = null, Size2D? padding = null) => Value.MaxPool(size, stride, padding);

    /// <inheritdoc cref="Tensor.Mean(ReadOnlySpan{int}, bool)"/>
    public Tensor Mean(ReadOnlySpan<int> axes, bool keepAxes) => Value.Mean(axes, keepAxes);

    /// <inheritdoc cref="Tensor.Mean(bool)"/>
    public Tensor Mean(bool keepAxes) => Value.Mean(keepAxes);

    /// <inheritdoc cref="Tensor.Mean(int, bool)"/>
    public Tensor Mean(int axis, bool keepAxes) => Value.Mean(axis, keepAxes);

    /// <inheritdoc cref="Tensor.Mean(ReadOnlySpan{int})"/>
    public Tensor Mean(params ReadOnlySpan<int> axes) => Value.Mean(axes);

    /// <inheritdoc cref="Tensor.Min(ReadOnlySpan{int}, bool)"/>
    public Tensor Min(ReadOnlySpan<int> axes, bool keepAxes) => Value.Min(axes, keepAxes);

    /// <inheritdoc cref="Tensor.Min(bool)"/>
    public Tensor Min(bool keepAxes) => Value.Min(keepAxes);

    /// <inheritdoc cref="Tensor.Min(int, bool)"/>
    public Tensor Min(int axis, bool keepAxes) => Value.Min(axis, keepAxes);

    /// <inheritdoc cref="Tensor.Min(ReadOnlySpan{int})"/>
    public Tensor Min(params ReadOnlySpan<int> axes) => Value.Min(axes);

    /// <inheritdoc cref="Tensor.Negate()"/>
    public Tensor Negate() => Value.Negate();

    /// <inheritdoc cref="Tensor.Norm(int, bool, double)"/>
    public Tensor Norm(int axis, bool keepAxes = false, double order = 2) => Value.Norm(axis, keepAxes, order);

    /// <inheritdoc cref="Tensor.Norm(int[], bool, double)"/>
    public Tensor Norm(int[]? axes = null, bool keepAxes = false, double order = 2) => Value.Norm(axes, keepAxes, order);

    /// <inheritdoc cref="Tensor.NormalCdf()"/>
    public Tensor NormalCdf() => Value.NormalCdf();

    /// <inheritdoc cref="Tensor.OneHot(int, ElementType)"/>
    public Tensor OneHot(int classes, ElementType type = ElementType.Float32) => Value.OneHot(classes, type);

    /// <inheritdoc cref="Tensor.Outer(Tensor)"/>
    public Tensor Outer(Tensor other) => Value.Outer(other);

    /// <inheritdoc cref="Tensor.Pad(int, int, int, Padding)"/>
    public Tensor Pad(int axis, int before, int after, Padding padding = Padding.Zero) => Value.Pad(axis, before, after, padding);

    /// <inheritdoc cref="Tensor.Polygamma(int)"/>
    public Tensor Polygamma(int order) => Value.Polygamma(order);

    /// <inheritdoc cref="Tensor.Pow(double)"/>
    public Tensor Pow(double exponent) => Value.Pow(exponent);

    /// <inheritdoc cref="Tensor.Product(ReadOnlySpan{int}, bool)"/>
    public Tensor Product(ReadOnlySpan<int> axes, bool keepAxes) => Value.Product(axes, keepAxes);

    /// <inheritdoc cref="Tensor.Product(bool)"/>
    public Tensor Product(bool keepAxes) => Value.Product(keepAxes);

    /// <inheritdoc cref="Tensor.Product(int, bool)"/>
    public Tensor Product(int axis, bool keepAxes) => Value.Product(axis, keepAxes);

    /// <inheritdoc cref="Tensor.Product(ReadOnlySpan{int})"/>
    public Tensor Product(params ReadOnlySpan<int> axes) => Value.Product(axes);

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

    /// <inheritdoc cref="Tensor.Squeeze(ReadOnlySpan{int})"/>
    public Tensor Squeeze(params ReadOnlySpan<int> axes) => Value.Squeeze(axes);

    /// <inheritdoc cref="Tensor.StandardDeviation(int, bool, double)"/>
    public Tensor StandardDeviation(int axis, bool keepAxes = false, double correction = 0) => Value.StandardDeviation(axis, keepAxes, correction);

    /// <inheritdoc cref="Tensor.StandardDeviation(int[], bool, double)"/>
    public Tensor StandardDeviation(int[]? axes = null, bool keepAxes = false, double correction = 0) => Value.StandardDeviation(axes, keepAxes, correction);

    /// <inheritdoc cref="Tensor.StopGradient()"/>
    public Tensor StopGradient() => Value.StopGradient();

    /// <inheritdoc cref="Tensor.Sum(ReadOnlySpan{int}, bool)"/>
    public Tensor Sum(ReadOnlySpan<int> axes, bool keepAxes) => Value.Sum(axes, keepAxes);

    /// <inheritdoc cref="Tensor.Sum(bool)"/>
    public Tensor Sum(bool keepAxes) => Value.Sum(keepAxes);

    /// <inheritdoc cref="Tensor.Sum(int, bool)"/>
    public Tensor Sum(int axis, bool keepAxes) => Value.Sum(axis, keepAxes);

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

    /// <inheritdoc cref="Tensor.Trace()"/>
    public Tensor Trace() => Value.Trace();

    /// <inheritdoc cref="Tensor.Permute(ReadOnlySpan{int})"/>
    public Tensor Permute(params ReadOnlySpan<int> order) => Value.Permute(order);

    /// <inheritdoc cref="Tensor.Transpose()"/>
    public Tensor Transpose() => Value.Transpose();

    /// <inheritdoc cref="Tensor.Transpose(int, int)"/>
    public Tensor Transpose(int axis1, int axis2) => Value.Transpose(axis1, axis2);

    /// <inheritdoc cref="Tensor.Truncate()"/>
    public Tensor Truncate() => Value.Truncate();

    /// <inheritdoc cref="Tensor.Unsqueeze(int)"/>
    public Tensor Unsqueeze(int axis) => Value.Unsqueeze(axis);

    /// <inheritdoc cref="Tensor.UpperTriangle(int)"/>
    public Tensor UpperTriangle(int offset = 0) => Value.UpperTriangle(offset);

    /// <inheritdoc cref="Tensor.Variance(int, bool, double)"/>
    public Tensor Variance(int axis, bool keepAxes = false, double correction = 0) => Value.Variance(axis, keepAxes, correction);

    /// <inheritdoc cref="Tensor.Variance(int[], bool, double)"/>
    public Tensor Variance(int[]? axes = null, bool keepAxes = false, double correction = 0) => Value.Variance(axes, keepAxes, correction);

    /// <inheritdoc cref="Tensor.this[ReadOnlySpan{AxisIndex}]"/>
    [System.Runtime.CompilerServices.IndexerName("Indexed")]
    public Tensor this[params ReadOnlySpan<AxisIndex> indices] => Value[indices];

    /// <inheritdoc cref="Tensor.Split(int, ReadOnlySpan{int})"/>
    public Tensor[] Split(int axis, params ReadOnlySpan<int> sizes) => Value.Split(axis, sizes);

    /// <inheritdoc cref="Tensor.ToDouble()"/>
    public double ToDouble() => Value.ToDouble();

    /// <inheritdoc cref="Tensor.ElementCount"/>
    public int ElementCount => Type.Shape.ElementCount;

    /// <inheritdoc cref="Tensor.Rank"/>
    public int Rank => Type.Shape.Rank;
}
