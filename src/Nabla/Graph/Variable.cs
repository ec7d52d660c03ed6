using System.Diagnostics.CodeAnalysis;
using Nabla.Core;

namespace Nabla;

/// <summary>A mutable reference to a tensor of fixed type. Parameters and all other state are variables.</summary>
public sealed partial class Variable
{
    // A chain of unread updates keeps all its graphs alive, so it is computed at this length.
    private const int MostPendingUpdates = 256;

    private static long made;

    private readonly Lock gate = new();
    private Tensor content;

    // True if the value or its buffer may be referenced elsewhere. The buffer is then never overwritten.
    private bool isSeen = true;

    // The number of pending values since the last evaluated one, each computed from the one before.
    private int pendingUpdates;

    // The number of programs that are reading the buffer.
    private int readers;

    // True while the only reader, a program, overwrites the buffer.
    private bool isDonated;

    /// <summary>Creates a variable with the value <paramref name="initial"/>, whose element type and shape are fixed.</summary>
    public Variable(Tensor initial, string name = "")
    {
        ArgumentNullException.ThrowIfNull(initial);
        Name = name;
        Type = initial.Type;
        content = Tensor.Content(this, initial);
        Nabla.Trace.Current?.Adopt(this, content, initial);
    }

    /// <summary>A unique number, in the order of creation.</summary>
    internal long Number { get; } = Interlocked.Increment(ref made);

    /// <summary>A lock that a compiled step holds while it reads and writes the variable.</summary>
    internal object StepGate { get; } = new();

    /// <summary>A name for messages and pictures.</summary>
    public string Name { get; }

    /// <summary>Element type and shape, which never change.</summary>
    public TensorType Type { get; }

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>
    /// The value, as a node that derivatives can be taken with respect to. Setting it cuts history: the new value is a separate node, computed when it, or
    /// anything computed from the old value, is next read. Setting a value that the variable had before restores the same node. After a few hundred unread
    /// updates, the value is computed automatically.
    /// </summary>
    /// <exception cref="OperationException">The new value has another element type or shape.</exception>
    [AllowNull]
    public Tensor Value
    {
        get
        {
            if (Nabla.Trace.Current is { } trace) return trace.Read(this);
            var spinner = default(SpinWait);
            while (true)
            {
                lock (gate)
                {
                    if (!isDonated)
                    {
                        isSeen = true;
                        return content;
                    }
                }
                spinner.SpinOnce();
            }
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Type != Type)
            {
                throw ShapeRules.Differs(
                    "set", $"variable{(Name.Length > 0 ? $" '{Name}'" : "")} holds {Type} and cannot take {value.Type}.", Type, value.Type);
            }
            var next = value.Variable == this ? value : Tensor.Content(this, value);
            if (Nabla.Trace.Current is { } trace)
            {
                trace.Write(this, next);
                return;
            }
            bool isLong;
            lock (gate)
            {
                pendingUpdates = content.IsEvaluated || next.IsEvaluated ? 0 : pendingUpdates + 1;
                (content, isSeen) = (next, true);
                isLong = pendingUpdates >= MostPendingUpdates;
            }
            if (isLong) next.Evaluate();
        }
    }

    /// <summary>Returns the value.</summary>
    public static implicit operator Tensor(Variable variable) => variable.Value;

    /// <summary>Returns name, type and value.</summary>
    public override string ToString() => $"variable{(Name.Length > 0 ? $" {Name}" : "")} = {Value}";

    /// <summary>Returns the buffer for a program to read until it calls <see cref="EndReading"/>. It is not overwritten in the meantime.</summary>
    internal DataBuffer BeginReading()
    {
        var spinner = default(SpinWait);
        while (true)
        {
            Tensor? pending = null;
            lock (gate)
            {
                if (isDonated)
                {
                    // A step on another thread is about to finish new values.
                }
                else if (content.Buffer is { } buffer)
                {
                    readers++;
                    return buffer;
                }
                else
                {
                    (pending, isSeen) = (content, true);
                }
            }
            if (pending is null) spinner.SpinOnce();
            else pending.Evaluate();
        }
    }

    internal void EndReading()
    {
        lock (gate)
        {
            readers--;
            isDonated = false;
        }
    }

    /// <summary>
    /// Lets the only reader, a program, overwrite the buffer if it is not referenced elsewhere. All other readers wait until it ends reading; by then it must
    /// have written the whole buffer.
    /// </summary>
    internal bool TryDonate()
    {
        lock (gate) return isDonated = !isSeen && readers == 1;
    }

    /// <summary>Stores the buffer that a program computed, and returns the old one if it is no longer referenced elsewhere.</summary>
    internal DataBuffer? Replace(DataBuffer numbers)
    {
        lock (gate)
        {
            // The buffer was overwritten in place.
            if (ReferenceEquals(content.Buffer, numbers)) return null;
            var free = isSeen || readers > 0 ? null : content.Buffer;
            // The node is not referenced elsewhere, so it can be reused with the new buffer.
            if (isSeen) content = Tensor.Content(this, Tensor.Of(numbers, Shape));
            else content.Publish(numbers);
            isSeen = false;
            return free;
        }
    }
}
