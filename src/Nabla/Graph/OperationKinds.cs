using System.Globalization;

namespace Nabla;

/// <summary>One number in, one number out, at every position: all inputs have one shape (broadcasts are nodes of their own).</summary>
public abstract class ElementwiseOperation : Operation
{
    /// <summary>The computation at one position, written once for every vector width and for the scalar reference.</summary>
    public abstract ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x);

    /// <summary>∂y/∂x of one input, elementwise, serving both modes; null where it is zero everywhere.</summary>
    public abstract Tensor? Partial(int input, in OperationContext context);

    /// <summary>True where f(f(x)) is x, bit by bit.</summary>
    internal virtual bool IsInvolution => false;

    /// <summary>The number that makes the result of two inputs the other one, bit by bit, when it stands in the given place; null where there is none.</summary>
    internal virtual double? IdentityElement(int input) => null;

    /// <summary>Which input the result is, where it is one of them and the first is the given number everywhere; null where that is not so.</summary>
    internal virtual int? Choice(double? first) => null;

    /// <inheritdoc/>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs)
    {
        var b = new ElementwiseBuilder();
        var lanes = new ElementValue[inputs.Length];
        for (var i = 0; i < lanes.Length; i++) lanes[i] = b.Input(i, inputs[i].Element);
        _ = Body(b, lanes);
        return (long)output.ElementCount * b.Instructions.Count(instruction => instruction.Code is not (ElementwiseOpcode.Input or ElementwiseOpcode.Constant));
    }

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, Batching.Stack(inputs, stacked, length));

    /// <inheritdoc/>
    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Chain(input, context, dy, isForward: false);

    /// <summary>A tangent or cotangent times <see cref="Partial"/>, which an operation that only chooses need not multiply by; null where it is zero.</summary>
    internal virtual Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) =>
        Partial(input, context) is { } partial ? Partials.Times(change, partial, isForward) : null;

    /// <inheritdoc/>
    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        Tensor? total = null;
        for (var input = 0; input < dx.Length; input++)
        {
            if (dx[input] is not { } tangent || Chain(input, context, tangent, isForward: true) is not { } term) continue;
            total = total is null ? term : total + term;
        }
        return total;
    }
}

/// <summary>How a reduction combines two numbers.</summary>
public enum ReductionKind
{
    /// <summary>Addition, identity 0: many float32 are added up in float64 and rounded once, int32 gives int64.</summary>
    Sum,

    /// <summary>Multiplication, identity 1: float32 is multiplied in float64 and rounded once, int32 gives int64.</summary>
    Product,

    /// <summary>The larger; NaN wins.</summary>
    Maximum,

    /// <summary>The smaller; NaN wins.</summary>
    Minimum,

    /// <summary>The sum divided by the count, of floats: it does not overflow on the way.</summary>
    Mean,
}

/// <summary>Facts about reductions.</summary>
internal static class Combines
{
    /// <summary>The element type of the result. Sums and products of int32 would leave it soon: they are int64.</summary>
    public static ElementType ResultOf(this ReductionKind combine, ElementType element) =>
        element == ElementType.Int32 && combine is (ReductionKind.Sum or ReductionKind.Product) ? ElementType.Int64 : element;
}

/// <summary>Combines the numbers along neighboring axes; the reduced axes disappear from the shape.</summary>
public abstract class ReductionOperation(int start, int end) : Operation
{
    /// <summary>The first reduced axis.</summary>
    public int Start { get; } = start;

    /// <summary>The axis after the last reduced one.</summary>
    public int End { get; } = end;

    /// <summary>How two numbers are combined.</summary>
    public abstract ReductionKind Kind { get; }

    /// <inheritdoc/>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => inputs[0].ElementCount;

    /// <inheritdoc/>
    public override string Settings => End == Start + 1 ? $"axis {Start}" : $"axes {Start}-{End - 1}";

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        new(Kind.ResultOf(inputs[0].Element), inputs[0].Shape.Without(Start, End));
}

/// <summary>Puts numbers elsewhere and computes nothing: where each result element is read from is an affine index map.</summary>
public abstract class MovementOperation : Operation
{
    /// <inheritdoc/>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 0;

    internal sealed override bool HasSupport => true;

    /// <summary>The pieces to copy: together they write every element of the result that <see cref="ZeroFills"/> does not.</summary>
    internal abstract IEnumerable<MovePiece> Pieces(TensorType output, TensorType[] inputs);

    /// <summary>True where elements of the result come from no input and are zero.</summary>
    internal virtual bool ZeroFills => false;

    /// <summary>True where the result is the input's memory under another shape, so that nothing has to be copied.</summary>
    internal virtual bool IsAlias => false;

    /// <summary>True where elements are only repeated, so that whoever reads the result may as well read the input.</summary>
    internal virtual bool IsBroadcast => false;

    /// <summary>True for an alias that only says something to those who differentiate: a program leaves it out.</summary>
    internal virtual bool IsAnnotation => false;

    /// <summary>False for a move that puts several inputs together.</summary>
    internal virtual bool HasOneInput => true;

    /// <summary>True where every element stays in its place.</summary>
    internal virtual bool IsIdentity => false;

    /// <summary>The same move of truth values.</summary>
    internal sealed override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports)
    {
        if (!ZeroFills && supports.IndexOfAnyExcept((Tensor?)null) < 0) return null;
        var moved = new Tensor[supports.Length];
        for (var i = 0; i < moved.Length; i++) moved[i] = Nabla.Support.OrEverywhere(supports[i], context[i]);
        return Tensor.Apply(this, moved);
    }

    /// <summary>What this move makes y of, where there is exactly one such tensor, of the given shape; else null.</summary>
    internal virtual Tensor? Undo(Tensor y, Shape shape) => null;

    /// <summary>This move and then another as one; null where that is no move of one operation.</summary>
    internal virtual MovementOperation? ComposeWith(MovementOperation next) => null;
}

/// <summary>A box copied between two strided layouts; strides and offsets count elements.</summary>
internal readonly record struct MovePiece(int Input, int[] Sizes, long SourceOffset, long[] SourceStrides, long TargetOffset, long[] TargetStrides)
{
    /// <summary>Writes the whole result, reading the input by the given strides.</summary>
    public static MovePiece Whole(int input, TensorType output, long[] sourceStrides) =>
        new(input, output.Shape.ToArray(), 0, sourceStrides, 0, Array.ConvertAll(output.Shape.Strides(), stride => (long)stride));
}

/// <summary>Runs its own kernel: what the compiler does not look into.</summary>
public abstract class OpaqueOperation : Operation
{
    /// <summary>One for every number of the result, unless the operation says better.</summary>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => output.ElementCount;

    /// <inheritdoc/>
    public override bool HasForward => false;

    /// <inheritdoc/>
    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) =>
        throw new NotSupportedException($"{Name}: HasForward is true, so Forward has to be written.");

    /// <summary>How many exponentials are among the operations: each is some twenty instructions.</summary>
    internal virtual long CountExponentials(ReadOnlySpan<TensorType> inputs) => 0;

    /// <summary>Whether <see cref="Run"/> may throw, as for an index out of range; then nothing may be written beforehand that cannot be taken back.</summary>
    internal virtual bool CanFail => true;

    /// <summary>The operation that does the same with one input as it was before a move; null where the move has to be made first.</summary>
    internal virtual OpaqueOperation? FuseInto(int input, MovementOperation move) => null;

    /// <summary>Computes <paramref name="output"/> from <paramref name="inputs"/>; all contiguous and row-major.</summary>
    /// <param name="inputs">The numbers of the inputs, valid during the call.</param>
    /// <param name="output">Where the result goes; its content is undefined before.</param>
    /// <param name="context">How many threads may be used, and whether the plain reference is wanted.</param>
    public abstract void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context);
}

/// <summary>How an opaque kernel is to run.</summary>
/// <param name="Threads">The most threads to use.</param>
/// <param name="IsReference">Whether the plainest way is wanted, slow and surely right, with which the others are compared; where there is but one way, it is that.</param>
public readonly record struct KernelContext(int Threads, bool IsReference = false)
{
    /// <summary>All of it, written the same whatever the machine's language.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"KernelContext {{ Threads = {Threads}, IsReference = {IsReference} }}");
}

/// <summary>Memory that a kernel reads or writes, with its type.</summary>
public readonly unsafe struct Operand
{
    private readonly byte* pointer;

    internal Operand(byte* pointer, TensorType type)
    {
        this.pointer = pointer;
        Type = type;
    }

    /// <summary>Element type and shape.</summary>
    public TensorType Type { get; }

    /// <summary>False for a result, of several, that nobody reads: it has no memory.</summary>
    public bool IsWanted => pointer is not null || Type.ElementCount == 0;

    internal byte* Pointer => pointer;

    /// <summary>The numbers, row-major.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the element type.</exception>
    public Span<T> Span<T>()
        where T : unmanaged => ElementTypes.Of<T>() == Type.Element
        ? new(pointer, Type.ElementCount)
        : throw new InvalidOperationException($"The operand holds {Type.Element.Label()}, not {typeof(T).Name}.");
}
