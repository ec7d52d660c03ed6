using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// The matrix product over the last two axes, with optional transposes; leading axes are batch axes. Linear in each input: dA = dC Bᵀ and dB = Aᵀ dC, with
/// the flags set accordingly.
/// </summary>
internal sealed class MatMul(bool transposeA, bool transposeB) : OpaqueOperation
{
    public override string Name => "matmul";

    protected override OperationAttributes CreateAttributes() => new() { { "transposeA", transposeA }, { "transposeB", transposeB } };

    public override bool HasForward => true;

    public override bool IsMultilinear => true;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.SameFloat(this, inputs);
        RequireOneInnerSize(inputs[0], inputs[1], transposeA, transposeB);
        var (a, b) = (inputs[0].Shape, inputs[1].Shape);
        var (rows, columns) = (a[transposeA ? ^1 : ^2], b[transposeB ? ^2 : ^1]);
        int[] shape = a.ToArray();
        (shape[^2], shape[^1]) = (rows, columns);
        return inputs[0] with { Shape = shape };
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) =>
        2L * output.ElementCount * inputs[0].Shape[transposeA ? ^2 : ^1];

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => (input, transposeA, transposeB) switch
    {
        (0, false, _) => Product(dy, context[1], false, !transposeB),
        (0, true, _) => Product(context[1], dy, transposeB, true),
        (_, _, false) => Product(context[0], dy, !transposeA, false),
        _ => Product(dy, context[0], true, transposeA),
    };

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        var left = dx[0] is { } da ? Product(da, context[1], transposeA, transposeB) : null;
        var right = dx[1] is { } db ? Product(context[0], db, transposeA, transposeB) : null;
        return left is null ? right : right is null ? left : left + right;
    }

    internal override OpaqueOperation? FuseInto(int input, MovementOperation move) => move is not Permute { IsOfMatrices: true }
        ? null
        : input == 0 ? new MatMul(!transposeA, transposeB) : new MatMul(transposeA, !transposeB);

    protected internal override bool CanFail => false;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        if (inputs[0].Rank == 2) return (stacked[0] ?? inputs[0]).MatMul(stacked[1] ?? inputs[1], transposeA, transposeB);
        return Tensor.Apply(this, Batching.Stack(inputs, stacked, length));
    }

    internal override bool SumsStack(ReadOnlySpan<TensorType> inputs, ReadOnlySpan<bool> isStacked) =>
        inputs[0].Shape.Rank == 2 && isStacked[0] && isStacked[1];

    // The steps extend the inner axis: one product sums over all of them.
    internal override Tensor SumOfStack(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var a = transposeA ? Joined(stacked[0]!) : Joined(stacked[0]!.Permute(0, 2, 1));
        var b = transposeB ? Joined(stacked[1]!.Permute(0, 2, 1)) : Joined(stacked[1]!);
        return Product(a, b, true, false);

        static Tensor Joined(Tensor x) => x.Reshape(x.Shape[0] * x.Shape[1], x.Shape[2]);
    }

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        if (output.Type.Element.IsSingle())
            Run((float*)inputs[0].Pointer, (float*)inputs[1].Pointer, (float*)output.Pointer, inputs, output, context);
        else
            Run((double*)inputs[0].Pointer, (double*)inputs[1].Pointer, (double*)output.Pointer, inputs, output, context);
    }

    internal override LayoutKernel? PrepareLayout(ReadOnlySpan<TensorType> inputs, ReadOnlySpan<bool> isInvariant)
    {
        if (inputs[0].Shape.Rank != 2 || isInvariant[0] || !isInvariant[1]) return null;
        var (a, b) = (inputs[0].Shape, inputs[1].Shape);
        return inputs[0].Element.IsSingle() ? Packed<float>.For(this, a, b) : Packed<double>.For(this, a, b);
    }

    /// <summary>Products with the same right factor, packed once.</summary>
    private sealed unsafe class Packed<T>(PrepackedGemm<T> gemm) : LayoutKernel
        where T : unmanaged, System.Numerics.INumber<T>
    {
        public override long Bytes => gemm.PackedLength * sizeof(T);

        public static Packed<T>? For(MatMul operation, Shape a, Shape b)
        {
            var (flipA, flipB) = operation.Transposes;
            var gemm = new PrepackedGemm<T>(a[flipA ? 1 : 0], b[flipB ? 0 : 1], a[flipA ? 0 : 1], flipA, flipB);
            return gemm.Pays ? new(gemm) : null;
        }

        public override void Prepare(ReadOnlySpan<Operand> inputs, byte* layout) => gemm.Pack((T*)inputs[1].Pointer, (T*)layout);

        public override void Run(ReadOnlySpan<Operand> inputs, Operand output, byte* layout, in KernelContext context) =>
            gemm.Multiply((T*)inputs[0].Pointer, (T*)layout, (T*)output.Pointer, context.Threads);
    }

    private (bool A, bool B) Transposes => (transposeA, transposeB);

    /// <summary>A vector is a row on the left and a column on the right, regardless of the flags.</summary>
    public static void RequireOneInnerSize(TensorType a, TensorType b, bool transposeA, bool transposeB)
    {
        var (flipA, flipB) = (transposeA && a.Shape.Rank > 1, transposeB && b.Shape.Rank > 1);
        var inner = (A: a.Shape[flipA ? ^2 : ^1], B: b.Shape[flipB || b.Shape.Rank == 1 ? ^1 : ^2]);
        if (inner.A == inner.B) return;
        throw new ShapeException(
            "matmul",
            $"inner dimensions differ: a is {a.Shape}{(flipA ? " transposed" : "")}, b is {b.Shape}{(flipB ? " transposed" : "")} ({inner.A} ≠ {inner.B}).",
            [a, b]);
    }

    private static Tensor Product(Tensor a, Tensor b, bool transposeA, bool transposeB) => Tensor.Apply(new MatMul(transposeA, transposeB), a, b);

    private unsafe void Run<T>(T* a, T* b, T* c, ReadOnlySpan<Operand> inputs, Operand output, KernelContext context)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var (left, right, result) = (inputs[0].Type.Shape, inputs[1].Type.Shape, output.Type.Shape);
        var (rows, columns) = (result[^2], result[^1]);
        var inner = transposeA ? left[^2] : left[^1];
        var matrices = result.Product(0, result.Rank - 2);
        var (stepA, stepB, stepC) = ((long)left[^1] * left[^2], (long)right[^1] * right[^2], (long)rows * columns);
        for (var i = 0; i < matrices; i++, a += stepA, b += stepB, c += stepC)
        {
            if (context.IsReference) PlainKernels.Multiply(a, b, c, rows, columns, inner, transposeA, transposeB);
            else Gemm.Multiply(a, b, c, rows, columns, inner, transposeA, transposeB, context.Threads);
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// The matrix product over the last two axes; leading axes broadcast. A vector is a row on the left or a column on the right, and that axis is removed from
    /// the result.
    /// </summary>
    /// <param name="other">The right factor.</param>
    /// <param name="transposeA">True to transpose this tensor's matrices.</param>
    /// <param name="transposeB">True to transpose the other tensor's matrices.</param>
    /// <exception cref="OperationException">The inner sizes differ, leading axes do not broadcast, or the elements are not floats of one type.</exception>
    public Tensor MatMul(Tensor other, bool transposeA = false, bool transposeB = false)
    {
        if (Rank == 0 || other.Rank == 0)
            throw new ShapeException("matmul", $"needs vectors or matrices: a is {Shape}, b is {other.Shape}; use * for single numbers.", [Type, other.Type]);
        // Checked here, where the shapes are the caller's.
        Nabla.MatMul.RequireOneInnerSize(Type, other.Type, transposeA, transposeB);
        if (Rank == 1)
        {
            var row = Reshape(1, ElementCount).MatMul(other, false, transposeB);
            return other.Rank == 1 ? row.Reshape(Shape.Scalar) : row.Reshape(row.Shape.Without(row.Rank - 2, row.Rank - 1));
        }
        if (other.Rank == 1)
        {
            var column = MatMul(other.Reshape(other.ElementCount, 1), transposeA, false);
            return column.Reshape(column.Shape.Without(column.Rank - 1, column.Rank));
        }
        var operation = new MatMul(transposeA, transposeB);
        if (SumOfSquares(other, transposeA, transposeB) is { } squares) return squares;
        if (Rank == 2 && other.Rank == 2) return Apply(operation, this, other);
        if (other.Rank == 2 && !transposeA)
        {
            // One right factor for all: the left matrices are just more rows.
            var rows = Reshape(Shape.Product(0, Rank - 1), Shape[^1]);
            var product = Apply(operation, rows, other);
            return product.Reshape(Shape.With(Rank - 1, product.Shape[^1]));
        }
        var (batchA, batchB) = (Shape.Without(Rank - 2, Rank), other.Shape.Without(other.Rank - 2, other.Rank));
        var batch = Broadcasting.ShapeOf("matmul", batchA, batchB, [this, other]);
        Shape wideA = (int[])[.. batch, Shape[^2], Shape[^1]];
        Shape wideB = (int[])[.. batch, other.Shape[^2], other.Shape[^1]];
        return Apply(operation, BroadcastTo(wideA), other.BroadcastTo(wideB));
    }

    /// <summary>
    /// The inner product of rows with themselves, if their squares are smooth at 0 and the rows are not (<see cref="Nabla.Power.SquareOf"/>); otherwise null.
    /// </summary>
    private Tensor? SumOfSquares(Tensor other, bool transposeA, bool transposeB)
    {
        if (Shape[transposeA ? ^1 : ^2] != 1 || other.Shape[transposeB ? ^2 : ^1] != 1 || ElementCount != other.ElementCount) return null;
        if (!Shape.Without(Rank - 2, Rank).Equals(other.Shape.Without(other.Rank - 2, other.Rank))) return null;
        // One of the two axes has size 1, so transposing does not reorder elements.
        if (!Factor.AreSame(Unshaped(this), Unshaped(other)) || Nabla.Power.SquareOf(this) is not { } squares) return null;
        Shape batch = Shape.Without(Rank - 2, Rank);
        return squares.Reshape((Shape)(int[])[.. batch, Shape[^1] * Shape[^2]]).Sum(-1).Reshape((Shape)(int[])[.. batch, 1, 1]);

        static Tensor Unshaped(Tensor x)
        {
            while (x.Operation is Reshape && x.InputArray is [var input]) x = input;
            return x;
        }
    }
}
