namespace Nabla;

/// <summary>
/// A traced body in closed form. What it reads from outside is a constant of the loop, and work that does not depend on the carry moves out of the loop: it is
/// done once, or for all steps at once.
/// </summary>
/// <param name="Graph">The body: carry, slices and constants to the results that are computed inside the loop.</param>
/// <param name="Slices">The inputs with one slice per step.</param>
/// <param name="Constants">The inputs that are the same in every step.</param>
/// <param name="Finished">For each output, all its steps if no loop is needed to compute them; otherwise null.</param>
/// <param name="Places">For each other output, its index among those of the loop. Equal outputs share one.</param>
internal sealed record LoopBody(Subgraph Graph, Tensor[] Slices, Tensor[] Constants, Tensor?[] Finished, int[] Places)
{
    /// <summary>Traces and closes a body.</summary>
    /// <param name="name">The name of the operation, for messages.</param>
    /// <param name="function">
    /// Maps carry and slices of one step to the next carry and to outputs. Outputs that depend on no carry are not part of the loop.
    /// </param>
    /// <param name="carryTypes">The types of the carry.</param>
    /// <param name="stacks">The tensors with one slice per step along the first axis.</param>
    /// <param name="length">The number of steps.</param>
    /// <param name="hoists">False to leave work that depends on a slice in the loop, where it needs memory for one step only.</param>
    /// <exception cref="InvalidOperationException">The body returns null or sets a variable.</exception>
    public static LoopBody Trace(
        string name,
        Func<Tensor[], Tensor[], (Tensor[] Carry, Tensor[] Outputs)> function,
        TensorType[] carryTypes,
        Tensor[] stacks,
        int length,
        bool hoists = true)
    {
        var carry = Array.ConvertAll(carryTypes, type => Tensor.SlotLeaf(type));
        var slices = Array.ConvertAll(stacks, stack => Tensor.SlotLeaf(stack.Type with { Shape = stack.Shape.Without(0, 1) }));
        var (next, outputs) = new BodyTrace(name, Nabla.Trace.Current).Run(() => function(carry, slices));
        if (next is null || outputs is null || Array.Exists([.. next, .. outputs], result => result is null))
            throw new InvalidOperationException($"{name}: the body returned null in place of a tensor.");
        var count = next.Length;
        Tensor[] roots = ValueNumbering.Run([.. next, .. outputs]);
        return new Motion(carry, slices, roots, hoists).Close(roots[..count], roots[count..], stacks, length);
    }

    /// <summary>Loop-invariant code motion: decides which nodes of a body stay in the loop.</summary>
    private sealed class Motion
    {
        private readonly Tensor[] carry;
        private readonly Tensor[] slices;
        private readonly HashSet<Tensor> byCarry;
        private readonly HashSet<Tensor> bySlice;

        // Nodes that depend on a slice and on no carry, and take more than elementwise work. What is cheap stays in the loop, where it joins other loops.
        private readonly HashSet<Tensor> heavy = new(ReferenceEqualityComparer.Instance);

        public Motion(Tensor[] carry, Tensor[] slices, Tensor[] roots, bool hoists)
        {
            (this.carry, this.slices) = (carry, slices);
            byCarry = new(carry, ReferenceEqualityComparer.Instance);
            bySlice = new(slices, ReferenceEqualityComparer.Instance);
            // Values that were computed outside depend on nothing here.
            var walk = new GraphWalk(static node => !node.IsEvaluated, static node => node.InputArray);
            foreach (var root in roots) walk.Add(root);
            foreach (var (node, inputs) in walk.Order)
            {
                if (Array.Exists(inputs, byCarry.Contains)) byCarry.Add(node);
                else if (Array.Exists(inputs, bySlice.Contains)) AddBySlice(node, hoists);
            }
        }

        public LoopBody Close(Tensor[] next, Tensor[] outputs, Tensor[] stacks, int length)
        {
            var finished = new Tensor?[outputs.Length];
            var inLoop = outputs.Where(byCarry.Contains).Distinct<Tensor>(ReferenceEqualityComparer.Instance).ToArray();
            var (hoisted, captured, used) = Cut([.. next, .. inLoop]);
            var early = outputs.Where(output => !byCarry.Contains(output) && bySlice.Contains(output)).ToArray();
            var computed = ForAllSteps([.. hoisted, .. early], stacks);
            var places = new int[outputs.Length];
            for (var (i, place) = (0, hoisted.Count); i < outputs.Length; i++)
            {
                places[i] = Array.IndexOf(inLoop, outputs[i]);
                if (places[i] >= 0) continue;
                finished[i] = bySlice.Contains(outputs[i]) ? computed[place++] : outputs[i].BroadcastTo(outputs[i].Shape.Stacked(length));
            }
            var replaced = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
            foreach (var node in (Tensor[])[.. hoisted, .. captured]) replaced[node] = Tensor.SlotLeaf(node.Type);
            var moved = hoisted.Concat(captured).Select(node => replaced[node]);
            Tensor[] parameters = [.. carry, .. slices.Where(used.Contains), .. moved];
            var results = Substitution.Run([.. next, .. inLoop], replaced);
            Tensor[] inputs = [.. stacks.Where((_, i) => used.Contains(slices[i])), .. computed[..hoisted.Count]];
            return new(new(parameters, results), inputs, [.. captured], finished, places);
        }

        private void AddBySlice(Tensor node, bool hoists)
        {
            bySlice.Add(node);
            if (hoists && node.Operation is not (ElementwiseOperation or MovementOperation or AnnotationOperation)) heavy.Add(node);
        }

        /// <summary>Finds the nodes that the loop reads instead of computing, and the slices that it reads itself.</summary>
        private (List<Tensor> Hoisted, List<Tensor> Captured, HashSet<Tensor> Used) Cut(Tensor[] roots)
        {
            var (hoisted, captured) = (new List<Tensor>(), new List<Tensor>());
            var used = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
            var seen = new HashSet<Tensor>(roots, ReferenceEqualityComparer.Instance);
            var stack = new Stack<Tensor>(seen.Reverse());
            while (stack.TryPop(out var node))
            {
                var isOutside = !byCarry.Contains(node) && !bySlice.Contains(node) && node.ConstantValue is null;
                if ((isOutside || heavy.Contains(node)) && !IsRepeated(node))
                {
                    (bySlice.Contains(node) ? hoisted : captured).Add(node);
                    continue;
                }
                if (Array.IndexOf(slices, node) >= 0) used.Add(node);
                var inputs = node.InputArray;
                for (var i = inputs.Length - 1; i >= 0; i--)
                    if (seen.Add(inputs[i])) stack.Push(inputs[i]);
            }
            return (hoisted, captured, used);
        }

        // A broadcast, or a part of one, stays in the loop, where it costs nothing; its source moves.
        private static bool IsRepeated(Tensor node)
        {
            while (node is { IsEvaluated: false, Operation: MovementOperation move } && node.InputArray is [var source])
            {
                if (move.IsBroadcast) return true;
                node = source;
            }
            return false;
        }

        private Tensor[] ForAllSteps(Tensor[] nodes, Tensor[] stacks)
        {
            if (nodes.Length == 0) return [];
            return Vectorize.Map(
                examples =>
                {
                    var replaced = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
                    for (var i = 0; i < slices.Length; i++) replaced[slices[i]] = examples[i];
                    return Substitution.Run(nodes, replaced, bySlice.Contains);
                },
                [.. stacks.Select(_ => true)])(stacks);
        }
    }
}
