namespace Nabla.Learning;

/// <summary>
/// Connectionist temporal classification (Graves et al. 2006): −ln of the probability of a sequence of classes under a network that gives a class or a blank at
/// every step, summed over all alignments, in which equal classes in a row are one unless a blank is between them.
/// </summary>
public sealed class CtcLoss
{
    // ln 0, finite so that differences of it are not NaN.
    private const double Never = -1e30;

    /// <summary>Creates a loss.</summary>
    /// <param name="blank">The class that stands for no class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The blank is negative.</exception>
    public CtcLoss(int blank = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blank);
        Blank = blank;
    }

    /// <summary>The class that stands for no class.</summary>
    public int Blank { get; }

    /// <summary>Returns the loss of every sequence: [batch]. It is about 10³⁰ if a target does not fit into its steps.</summary>
    /// <param name="outputs">[batch, steps, classes]: logits.</param>
    /// <param name="targets">[batch, length], int64: the classes, none of them the blank; beyond its length, a target may hold any class.</param>
    /// <param name="steps">[batch], int64: the number of steps of each sequence; all if null.</param>
    /// <param name="lengths">[batch], int64: the length of each target; all if null.</param>
    /// <exception cref="OperationException">The shapes or types do not fit.</exception>
    public Tensor PerExample(Tensor outputs, Tensor targets, Tensor? steps = null, Tensor? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (outputs.Rank != 3 || targets.Rank != 2 || targets.Shape[0] != outputs.Shape[0] || Blank >= outputs.Shape[2])
        {
            throw new ShapeException(
                "ctc",
                $"needs [batch, steps, classes] with more than {Blank} classes and [batch, length], got {outputs.Shape} and {targets.Shape}.",
                [outputs.Type, targets.Type]);
        }
        var (batch, time, length, type) = (outputs.Shape[0], outputs.Shape[1], targets.Shape[1], outputs.ElementType);
        var states = 2 * length + 1;
        // Blanks before, between and after the classes: state 2k + 1 is class k.
        var blanks = Tensor.Full([batch, length], Blank, ElementType.Int64);
        var labels = Tensor.Concatenate(1, Tensor.Stack(2, blanks, targets).Reshape(batch, 2 * length), Tensor.Full([batch, 1], Blank, ElementType.Int64));
        // ln p of every state at every step: [steps, batch, states].
        var log = outputs.LogSoftmax(2).TakeAlong(labels.Reshape(batch, 1, states).BroadcastTo(batch, time, states), 2).Transpose(0, 1);
        // A class may follow another one directly unless they are equal.
        var skips = Tensor.Concatenate(
            1,
            Tensor.Full([batch, Math.Min(2, states)], 0, ElementType.Int64),
            Tensor.NotEqual(labels.Slice(1, Math.Min(2, states)..), labels.Slice(1, ..Math.Max(0, states - 2))).To(ElementType.Int64));
        var isClass = (Tensor.Range(states) % 2).BroadcastTo(batch, states);
        var maySkip = Tensor.Equal(skips * isClass, 1);
        var start = Tensor.Where(Tensor.Range(states).BroadcastTo(batch, states) < 1, 0, Tensor.Full([batch, states], Never, type));
        Tensor[] slices = steps is null ? [log] : [log, SequenceMask.Create("ctc", steps, batch, time).Transpose(0, 1)];
        // Before the first step, the walk is in state 0, from which it enters state 0 or 1.
        var (after, _) = Tensor.Scan(Step, [start], slices);
        // The last class, or the blank behind it.
        var ends = lengths ?? Tensor.Full([batch], length, ElementType.Int64);
        if (!ends.Shape.Equals([batch])) throw new ShapeException("ctc", $"needs one length for each of {batch} targets, got {ends.Shape}.", [ends.Type]);
        var last = Tensor.Stack(1, ends * 2, Tensor.Maximum(ends * 2 - 1, Tensor.Scalar(0L).BroadcastTo(batch)));
        var both = after[0].TakeAlong(last, 1);
        // An empty target has the blanks alone.
        var isEmpty = Tensor.Equal(ends, 0).Reshape(batch, 1).BroadcastTo(batch, 2) & Tensor.Equal(Tensor.Range(2).BroadcastTo(batch, 2), 1);
        return -Tensor.Where(isEmpty, Never, both).LogSumExp(1);

        (Tensor[] Carry, Tensor[] Outputs) Step(Tensor[] carry, Tensor[] slice)
        {
            var a = carry[0];
            var two = Tensor.Where(maySkip, Shifted(a, 2), Never);
            var all = Tensor.Stack(2, a, Shifted(a, 1), two).LogSumExp(2);
            var next = Tensor.Maximum(all + slice[0], Tensor.Full([batch, states], Never, type));
            if (steps is not null) next = Tensor.Where(slice[1].Reshape(batch, 1).BroadcastTo(batch, states), next, a);
            return ([next], []);
        }

        Tensor Shifted(Tensor x, int places) => places >= states
            ? Tensor.Full(x.Shape, Never, type)
            : Tensor.Concatenate(1, Tensor.Full([batch, places], Never, type), x.Slice(1, ..^places));
    }
}
