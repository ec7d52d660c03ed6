namespace Nabla;

/// <summary>
/// Reverse mode of a scan: a scan in the other direction that carries the cotangents of the carry. It reads stored values and computes cheap ones again;
/// products that add up over the steps become one product after the loop (<see cref="StepSum"/>).
/// </summary>
internal sealed class ScanGradient
{
    private readonly Scan scan;
    private readonly Tensor[] inputs;
    private readonly Tensor[] results;

    // The cotangents of the body's results, as leaves; null where they are zero.
    private readonly Tensor?[] cotangents;

    // The cotangents of the body's parameters, as a graph of the body and these leaves; null where they are zero or not needed.
    private readonly Tensor?[] gradients;

    private readonly HashSet<Tensor> byStep;
    private readonly Dictionary<Tensor, Tensor> stored = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> available = new(ReferenceEqualityComparer.Instance);

    private ScanGradient(Scan scan, in OperationContext context, ReadOnlySpan<Tensor?> dy, ReadOnlySpan<bool> isNeeded)
    {
        (this.scan, inputs, results) = (scan, context.Inputs.ToArray(), context.Outputs.ToArray());
        var (parameters, bodyResults) = (scan.Body.Parameters, scan.Body.Results);
        var isWanted = scan.Spread(isNeeded);
        for (var i = 0; i < isWanted.Length; i++) isWanted[i] &= parameters[i].ElementType.IsFloat();
        cotangents = Cotangents(dy, isWanted);
        var starts = Enumerable.Range(0, bodyResults.Length).Where(i => cotangents[i] is not null).ToArray();
        var targets = Enumerable.Range(0, parameters.Length).Where(i => isWanted[i]).ToArray();
        var found = Nabla.Reverse.Sweep(
            Array.ConvertAll(starts, i => bodyResults[i]), Array.ConvertAll(targets, i => parameters[i]), Array.ConvertAll(starts, i => cotangents[i]!));
        gradients = new Tensor?[parameters.Length];
        for (var i = 0; i < targets.Length; i++) gradients[targets[i]] = found[i];
        byStep = Classify();
    }

    /// <summary>Returns the cotangents of the needed inputs; null for zero.</summary>
    public static Tensor?[] Run(Scan scan, in OperationContext context, ReadOnlySpan<Tensor?> dy, ReadOnlySpan<bool> isNeeded) =>
        new ScanGradient(scan, context, dy, isNeeded).Run(dy.ToArray(), isNeeded.ToArray());

    private Tensor?[] Run(Tensor?[] dy, bool[] isNeeded)
    {
        var (count, parameters) = (scan.CarryCount, scan.Body.Parameters);
        var carries = Enumerable.Range(0, count).Where(i => cotangents[i] is not null).ToArray();
        var seen = Enumerable.Range(count, scan.OutputCount).Where(i => cotangents[i] is not null).ToArray();
        var slices = Enumerable.Range(count, scan.SliceCount).Where(i => isNeeded[i] && gradients[i] is not null).ToArray();
        var sums = new StepSum(byStep.Contains, Outside, scan.Length, scan.StoresValues);
        var totals = new Func<Tensor[], Tensor[], Tensor>?[parameters.Length];
        for (var i = count + scan.SliceCount; i < totals.Length; i++)
            if (isNeeded[i] && gradients[i] is { } gradient) totals[i] = sums.Add(gradient);

        // What the loop computes: the next cotangents of the carry, the running sums, and one slice per step of everything else.
        Tensor?[] next = [.. carries.Select(i => gradients[i])];
        var emitted = sums.Emitted.Where(node => Stacked(node) is null).ToArray();
        Tensor[] outputs = [.. slices.Select(i => gradients[i]!), .. emitted];
        ProvideFor([.. next.OfType<Tensor>(), .. sums.Accumulated, .. outputs]);

        Tensor[] read = [.. stored.Keys];
        Tensor[] stacks = [.. seen.Select(i => dy[i]!), .. inputs[count..(count + scan.SliceCount)], .. read.Select(node => stored[node])];
        Tensor[] initial =
        [
            .. carries.Select(i => dy[i] ?? Zeros(scan.Body.Results[i])), .. sums.Accumulated.Select(Zeros),
        ];
        var (after, slicesOut) = Scan.Run(Body, initial, stacks, scan.Length, !scan.IsBackward, scan.StoresValues);

        var all = new Tensor?[parameters.Length];
        for (var i = 0; i < carries.Length; i++) all[carries[i]] = after[i];
        for (var i = 0; i < slices.Length; i++) all[slices[i]] = slicesOut[i];
        var emissions = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < emitted.Length; i++) emissions[emitted[i]] = slicesOut[slices.Length + i];
        Tensor[] collected = [.. sums.Emitted.Select(node => emissions.GetValueOrDefault(node) ?? Stacked(node)!)];
        for (var i = 0; i < totals.Length; i++)
            if (totals[i] is { } total) all[i] = total(collected, after[carries.Length..]);
        return all;

        (Tensor[] Carry, Tensor[] Outputs) Body(Tensor[] c, Tensor[] x)
        {
            var replaced = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
            for (var i = 0; i < carries.Length; i++) replaced[cotangents[carries[i]]!] = c[i];
            for (var i = 0; i < seen.Length; i++) replaced[cotangents[seen[i]]!] = x[i];
            for (var i = 0; i < scan.SliceCount; i++) replaced[parameters[count + i]] = x[seen.Length + i];
            for (var i = 0; i < read.Length; i++) replaced[read[i]] = x[seen.Length + scan.SliceCount + i];
            for (var i = count + scan.SliceCount; i < parameters.Length; i++) replaced[parameters[i]] = inputs[i];
            var known = next.Where(node => node is not null).Select(node => node!);
            Substitution.Run([.. known, .. sums.Accumulated, .. outputs], replaced);
            Tensor[] carry =
            [
                .. next.Select((node, i) => node is null ? Zeros(scan.Body.Results[carries[i]]) : replaced.GetValueOrDefault(node) ?? node),
                .. sums.Accumulated.Select((node, i) => c[carries.Length + i] + (replaced.GetValueOrDefault(node) ?? node)),
            ];
            return (carry, Array.ConvertAll(outputs, node => replaced.GetValueOrDefault(node) ?? node));
        }
    }

    private static Tensor Zeros(Tensor like) => Tensor.Zeros(like.Shape, like.ElementType);

    /// <summary>
    /// Leaves for the cotangents of the body's results: of the outputs that have one, and of every carry that influences such a result in a later step and
    /// depends on a wanted input.
    /// </summary>
    private Tensor?[] Cotangents(ReadOnlySpan<Tensor?> dy, bool[] isWanted)
    {
        var (body, count) = (scan.Body, scan.CarryCount);
        var isActive = new bool[body.Results.Length];
        for (var i = 0; i < isActive.Length; i++)
            isActive[i] = dy[i] is not null && body.Results[i].ElementType.IsFloat() && (i >= count || isWanted[i]);
        for (var grew = true; grew;)
        {
            grew = false;
            var influence = new HashSet<Tensor>(body.Results.Where((_, i) => isActive[i]), ReferenceEqualityComparer.Instance);
            for (var i = body.Order.Count - 1; i >= 0; i--)
                if (influence.Contains(body.Order[i].Node)) foreach (var input in body.Order[i].Inputs) influence.Add(input);
            for (var i = 0; i < count; i++)
            {
                if (isActive[i] || !isWanted[i] || !influence.Contains(body.Parameters[i])) continue;
                isActive[i] = grew = true;
            }
        }
        return [.. body.Results.Select((result, i) => isActive[i] ? Tensor.SlotLeaf(result.Type) : null)];
    }

    /// <summary>Finds the nodes that differ from step to step.</summary>
    private HashSet<Tensor> Classify()
    {
        var step = new HashSet<Tensor>(scan.Body.Parameters[..(scan.CarryCount + scan.SliceCount)], ReferenceEqualityComparer.Instance);
        step.UnionWith(cotangents.OfType<Tensor>());
        var walk = new GraphWalk(static _ => true, static node => node.InputArray);
        foreach (var gradient in gradients)
            if (gradient is not null) walk.Add(gradient);
        foreach (var (node, _) in scan.Body.Order) walk.Add(node);
        foreach (var (node, operands) in walk.Order)
            if (Array.Exists(operands, step.Contains)) step.Add(node);
        return step;
    }

    /// <summary>A node that is the same in every step, outside of the loop.</summary>
    private Tensor Outside(Tensor node)
    {
        var replaced = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = scan.CarryCount + scan.SliceCount; i < inputs.Length; i++) replaced[scan.Body.Parameters[i]] = inputs[i];
        return Substitution.Run([node], replaced)[0];
    }

    /// <summary>All steps of a value that the scan has as an input or result; null if it has not.</summary>
    private Tensor? Stacked(Tensor node)
    {
        var slice = Array.IndexOf(scan.Body.Parameters, node);
        if (slice >= 0) return scan.IsSlice(slice) ? inputs[slice] : slice < scan.CarryCount ? StoredAt(node) : null;
        return StoredAt(node);
    }

    private Tensor? StoredAt(Tensor node)
    {
        var place = Array.IndexOf(scan.Body.Results, node, scan.CarryCount);
        return place >= 0 ? results[place] : null;
    }

    /// <summary>Decides for every value of the scan that some nodes read whether it is stored or computed again.</summary>
    private void ProvideFor(Tensor[] roots)
    {
        var (inBody, read) = (new HashSet<Tensor>(ReferenceEqualityComparer.Instance), new HashSet<Tensor>(ReferenceEqualityComparer.Instance));
        foreach (var (node, _) in scan.Body.Order) inBody.Add(node);
        var walk = new GraphWalk(static _ => true, static node => node.InputArray);
        foreach (var root in roots)
        {
            walk.Add(root);
            if (inBody.Contains(root)) read.Add(root);
        }
        foreach (var (node, operands) in walk.Order)
            if (!inBody.Contains(node)) read.UnionWith(operands.Where(inBody.Contains));
        // Inputs first: what can be computed from them is not stored as well.
        foreach (var (node, _) in walk.Order)
            if (read.Contains(node)) Provide(node);
    }

    /// <summary>Reads a value if that is cheaper than to compute it; otherwise provides for the values that it is computed from.</summary>
    private void Provide(Tensor root)
    {
        var pending = new Stack<Tensor>([root]);
        while (pending.TryPop(out var node))
        {
            if (IsAvailable(node)) continue;
            available.Add(node);
            if (Stacked(node) is { } all && (node.InputArray.Length == 0 || !StoredValues.IsCheap(node, node.InputArray))) stored[node] = all;
            else foreach (var input in Operands(node)) pending.Push(input);
        }
    }

    /// <summary>True if a value is at hand, or only elementwise work and movements away from values at hand.</summary>
    private bool IsAvailable(Tensor root)
    {
        var walk = new GraphWalk(node => !available.Contains(node), Operands);
        walk.Add(root);
        foreach (var (node, operands) in walk.Order)
        {
            var isLight = node.Operation is ElementwiseOperation or MovementOperation or AnnotationOperation;
            var isGiven = !byStep.Contains(node) || Array.IndexOf(scan.Body.Parameters, node) >= scan.CarryCount;
            if (isGiven || (isLight && operands.Length > 0 && Array.TrueForAll(operands, available.Contains))) available.Add(node);
        }
        return available.Contains(root);
    }

    private static Tensor[] Operands(Tensor node) => node.Operation is Result && node.InputArray is [var first] ? first.InputArray : node.InputArray;
}
