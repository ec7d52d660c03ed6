using System.Globalization;

namespace Nabla;

/// <summary>An operation with its own kernel, opaque to the compiler.</summary>
public abstract class OpaqueOperation : Operation
{
    /// <summary>Returns one operation per element of the result by default.</summary>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => output.ElementCount;

    /// <inheritdoc/>
    public override bool HasForward => false;

    /// <inheritdoc/>
    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) =>
        throw new NotSupportedException($"{Name}: HasForward is true, so Forward must be overridden.");

    /// <summary>Returns the number of exponentials among the operations; each takes about twenty instructions.</summary>
    internal virtual long CountExponentials(ReadOnlySpan<TensorType> inputs) => 0;

    /// <summary>True if <see cref="Run"/> may throw, such as for an index out of range; no irreversible write may then happen before it.</summary>
    protected internal virtual bool CanFail => true;

    /// <summary>Returns the equivalent operation that reads one input as it was before a movement; null if the movement must be applied first.</summary>
    internal virtual OpaqueOperation? FuseInto(int input, MovementOperation move) => null;

    /// <summary>
    /// Returns a kernel for many runs in which some inputs stay the same, if it gains by bringing them into another layout once; otherwise null.
    /// </summary>
    internal virtual LayoutKernel? PrepareLayout(ReadOnlySpan<TensorType> inputs, ReadOnlySpan<bool> isInvariant) => null;

    /// <summary>Computes <paramref name="output"/> from <paramref name="inputs"/>. All are contiguous and row-major.</summary>
    /// <param name="inputs">The inputs, valid during the call.</param>
    /// <param name="output">The memory of the result, initially undefined.</param>
    /// <param name="context">The thread limit, and whether to run the reference implementation.</param>
    public abstract void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context);
}

/// <summary>A kernel that reads some of its inputs in a layout of its own, prepared once for many runs.</summary>
internal abstract unsafe class LayoutKernel
{
    /// <summary>The size of the prepared inputs.</summary>
    public abstract long Bytes { get; }

    /// <summary>Writes the prepared inputs.</summary>
    public abstract void Prepare(ReadOnlySpan<Operand> inputs, byte* layout);

    /// <summary>Computes the result from the prepared inputs and the others.</summary>
    public abstract void Run(ReadOnlySpan<Operand> inputs, Operand output, byte* layout, in KernelContext context);
}

/// <summary>Options for running an opaque kernel.</summary>
/// <param name="Threads">The maximum number of threads.</param>
/// <param name="IsReference">
/// True to run the plain, slow reference implementation that others are compared with; if there is only one implementation, it is the reference.
/// </param>
public readonly record struct KernelContext(int Threads, bool IsReference = false)
{
    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"KernelContext {{ Threads = {Threads}, IsReference = {IsReference} }}");
}

/// <summary>The memory of an input or result of a kernel, with its type.</summary>
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

    /// <summary>False for one of several results if it is never read: it has no memory.</summary>
    public bool IsRequested => pointer is not null || Type.ElementCount == 0;

    internal byte* Pointer => pointer;

    /// <summary>The elements in row-major order.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the element type.</exception>
    public Span<T> Span<T>()
        where T : unmanaged => ElementTypes.Of<T>() == Type.Element
        ? new(pointer, Type.ElementCount)
        : throw new InvalidOperationException($"The operand holds {Type.Element.Label()}, not {typeof(T).Name}.");
}
