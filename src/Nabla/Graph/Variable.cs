using System.Diagnostics.CodeAnalysis;
using Nabla.Core;

namespace Nabla;

/// <summary>The only mutable thing: a place that holds a tensor of fixed type. Parameters and all other state are variables.</summary>
public sealed partial class Variable
{
    // A chain of contents that nobody reads would hold all its graphs: so many updates are computed in one go.
    private const int MostPendingUpdates = 256;

    private static long made;

    private readonly Lock gate = new();
    private Tensor content;

    // Whether anybody may hold the content, or its numbers: then they are never written to again.
    private bool isSeen = true;

    // How many contents since the last one whose numbers are known are pending, each made from what was before.
    private int pendingUpdates;

    // How many programs are reading the numbers right now.
    private int readers;

    // Whether the program that is the only reader is writing to them.
    private bool isClaimed;

    /// <summary>A variable holding <paramref name="initial"/>, whose element type and shape it keeps for life.</summary>
    public Variable(Tensor initial, string name = "")
    {
        ArgumentNullException.ThrowIfNull(initial);
        Name = name;
        Type = initial.Type;
        content = Tensor.Content(this, initial);
        Nabla.Trace.Current?.Adopt(this, content, initial);
    }

    /// <summary>Tells variables apart, in the order in which they were made.</summary>
    internal long Number { get; } = Interlocked.Increment(ref made);

    /// <summary>Held by a compiled step that reads and writes the variable, from before it reads until it has written.</summary>
    internal object StepGate { get; } = new();

    /// <summary>A name for messages and pictures.</summary>
    public string Name { get; }

    /// <summary>Element type and shape, the same for life.</summary>
    public TensorType Type { get; }

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>
    /// The content, as a node that derivatives can be taken by. Setting it cuts history: the new content is a node of its own,
    /// whose numbers are computed when they, or anything that was computed from the old content, are next read. Putting back a content
    /// that the variable had before puts back the same node. After a few hundred updates that nobody reads they are computed by themselves.
    /// </summary>
    /// <exception cref="OperationException">The new content has another element type or shape.</exception>
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
                    if (!isClaimed)
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
                throw new ShapeException("set", $"variable{(Name.Length > 0 ? $" '{Name}'" : "")} holds {Type} and cannot take {value.Type}.", [Type, value.Type]);
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

    /// <summary>The content.</summary>
    public static implicit operator Tensor(Variable variable) => variable.Value;

    /// <summary>Name, type and content.</summary>
    public override string ToString() => $"variable{(Name.Length > 0 ? $" {Name}" : "")} = {Value}";

    /// <summary>The numbers, for a program to read until it calls <see cref="EndReading"/>: nobody writes to them meanwhile.</summary>
    internal DataBuffer BeginReading()
    {
        var spinner = default(SpinWait);
        while (true)
        {
            Tensor? pending = null;
            lock (gate)
            {
                if (isClaimed)
                {
                    // A step on another thread is about to have new numbers.
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
            isClaimed = false;
        }
    }

    /// <summary>
    /// Lets the program that is the only reader write over the numbers, if nobody else can see them: until it ends reading, all others wait. By then
    /// it must have written all of them.
    /// </summary>
    internal bool TryDonate()
    {
        lock (gate) return isClaimed = !isSeen && readers == 1;
    }

    /// <summary>Takes over the numbers that a program computed, and returns those it held if nobody else can see them any more.</summary>
    internal DataBuffer? Replace(DataBuffer numbers)
    {
        lock (gate)
        {
            // They were written in place.
            if (ReferenceEquals(content.Buffer, numbers)) return null;
            var free = isSeen || readers > 0 ? null : content.Buffer;
            // Nobody has the node: it can stay the content, with other numbers.
            if (isSeen) content = Tensor.Content(this, Tensor.Of(numbers, Shape));
            else content.Publish(numbers);
            isSeen = false;
            return free;
        }
    }
}
