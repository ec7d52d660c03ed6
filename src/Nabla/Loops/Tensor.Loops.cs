namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>
    /// Runs a loop over the first axis of <paramref name="xs"/>: from a carry c and a slice x, each step computes the next carry and an output. Compiled code
    /// and compile time do not depend on the number of steps.
    /// </summary>
    /// <param name="body">
    /// One step. It is called once, to trace its graph; whatever it reads besides its arguments is the same in every step, and differentiable too. It must not
    /// set variables. Work that does not depend on the carry moves out of the loop.
    /// </param>
    /// <param name="carry">The carry before the first step.</param>
    /// <param name="xs">[steps, …]: a slice along the first axis for each step.</param>
    /// <param name="isReversed">True to run from the last slice to the first. The outputs keep the places of their slices.</param>
    /// <param name="checkpoint">
    /// True to store only √T carries of T steps for a gradient and to compute everything else again, a segment of √T steps at a time. Otherwise, every value
    /// that the gradient reads is stored for every step.
    /// </param>
    /// <returns>The carry after the last step, and the outputs [steps, …].</returns>
    /// <exception cref="OperationException">A tensor has no axes, or the type of the carry changes.</exception>
    /// <exception cref="InvalidOperationException">The body returns null or sets a variable.</exception>
    public static (Tensor Carry, Tensor Outputs) Scan(
        Func<Tensor, Tensor, (Tensor Carry, Tensor Output)> body, Tensor carry, Tensor xs, bool isReversed = false, bool checkpoint = false)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(xs);
        var (after, outputs) = Scan(
            (c, x) =>
            {
                var (next, output) = body(c[0], x[0]);
                return ([next], [output]);
            },
            [carry],
            [xs],
            null,
            isReversed,
            checkpoint);
        return (after[0], outputs[0]);
    }

    /// <summary>Runs a loop with any number of carries, slices and outputs.</summary>
    /// <param name="body">One step, from carries and slices to the next carries and outputs.</param>
    /// <param name="carry">The carries before the first step.</param>
    /// <param name="xs">The tensors with a slice along the first axis for each step. There may be none if <paramref name="length"/> is given.</param>
    /// <param name="length">The number of steps; by default the length of <paramref name="xs"/>.</param>
    /// <param name="isReversed">True to run from the last slice to the first.</param>
    /// <param name="checkpoint">True to store only √T carries of T steps for a gradient.</param>
    /// <returns>The carries after the last step, and the outputs [steps, …].</returns>
    /// <exception cref="ArgumentException">The number of steps is not known, or is negative.</exception>
    /// <exception cref="OperationException">A tensor has no axes, or the type of a carry changes.</exception>
    /// <exception cref="InvalidOperationException">The body returns null or sets a variable.</exception>
    public static (Tensor[] Carry, Tensor[] Outputs) Scan(
        Func<Tensor[], Tensor[], (Tensor[] Carry, Tensor[] Outputs)> body,
        IReadOnlyList<Tensor> carry,
        IReadOnlyList<Tensor> xs,
        int? length = null,
        bool isReversed = false,
        bool checkpoint = false)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(carry);
        ArgumentNullException.ThrowIfNull(xs);
        Tensor[] initial = [.. carry], stacks = [.. xs];
        foreach (var tensor in (Tensor[])[.. initial, .. stacks]) ArgumentNullException.ThrowIfNull(tensor);
        var steps = Steps(stacks, length);
        return checkpoint ? CheckpointedScan.Run(body, initial, stacks, steps, isReversed) : Nabla.Scan.Run(body, initial, stacks, steps, isReversed, true);
    }

    /// <summary>
    /// Runs a loop while a condition holds, at most <paramref name="limit"/> times. Differentiable in forward mode; reverse mode needs <see
    /// cref="Scan(Func{Tensor, Tensor, ValueTuple{Tensor, Tensor}}, Tensor, Tensor, bool, bool)"/>, whose number of steps is known.
    /// </summary>
    /// <param name="condition">Maps the carry to a single truth value. Traced once, as the body is.</param>
    /// <param name="body">Maps the carry to the next carry. It must not set variables.</param>
    /// <param name="carry">The initial carry.</param>
    /// <param name="limit">The largest number of steps.</param>
    /// <returns>The carry when the condition fails or the limit is reached, and the number of steps as an int64.</returns>
    /// <exception cref="OperationException">The type of the carry changes, or the condition is not a single truth value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public static (Tensor[] Carry, Tensor Steps) While(
        Func<Tensor[], Tensor> condition, Func<Tensor[], Tensor[]> body, IReadOnlyList<Tensor> carry, int limit)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(carry);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var all = Nabla.While.Run(
            c => condition(c[..^1]), c => [.. body(c[..^1]), c[^1] + 1], [.. carry, Zeros(Shape.Scalar, ElementType.Int64)], limit);
        return (all[..^1], all[^1]);
    }

    /// <summary>Runs a loop on a single tensor while a condition holds.</summary>
    /// <inheritdoc cref="While(Func{Tensor[], Tensor}, Func{Tensor[], Tensor[]}, IReadOnlyList{Tensor}, int)"/>
    public static (Tensor Carry, Tensor Steps) While(Func<Tensor, Tensor> condition, Func<Tensor, Tensor> body, Tensor carry, int limit)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(body);
        var (after, steps) = While(c => condition(c[0]), c => [body(c[0])], [carry], limit);
        return (after[0], steps);
    }

    private static int Steps(Tensor[] xs, int? length)
    {
        var types = Array.ConvertAll(xs, x => x.Type);
        foreach (var x in xs)
            if (x.Rank == 0) throw new ShapeException("scan", $"{x.Type} has no axis to loop over.", types);
        var steps = length ?? (xs.Length > 0 ? xs[0].Shape[0] : throw new ArgumentException("scan: without slices, the number of steps must be given."));
        if (steps < 0) throw new ArgumentException($"scan: the number of steps must not be negative, got {steps}.", nameof(length));
        foreach (var x in xs)
            if (x.Shape[0] != steps) throw new ShapeException("scan", $"{x.Type} has {x.Shape[0]} slices for {steps} steps.", types);
        return steps;
    }
}
