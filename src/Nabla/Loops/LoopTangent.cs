namespace Nabla;

/// <summary>Forward mode of loops: one loop carries values and tangents together, so that the memory does not grow with the number of steps.</summary>
internal static class LoopTangent
{
    public static Tensor?[] OfScan(Scan scan, in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        var step = new TangentStep(scan, context.Inputs, dx);
        var (carry, slices) = step.Inputs(context.Inputs, dx);
        var count = scan.CarryCount;
        var (after, outputs) = Scan.Run(
            (c, x) =>
            {
                var (results, tangents) = step.Run(c, x);
                Tensor[] known = [.. tangents[count..].OfType<Tensor>()];
                return ([.. results[..count], .. step.OfCarries(tangents)], known);
            },
            carry,
            slices,
            scan.Length,
            scan.IsBackward,
            scan.StoresValues);
        return step.Results(after, outputs);
    }

    public static Tensor?[] OfWhile(While loop, in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        var step = new TangentStep(loop, context.Inputs, dx);
        var (carry, _) = step.Inputs(context.Inputs, dx);
        Tensor[] constants = context.Inputs[loop.CarryCount..].ToArray();
        var after = While.Run(
            c => loop.Condition.Apply([.. c[..loop.CarryCount], .. constants])[0],
            c =>
            {
                var (results, tangents) = step.Run(c, []);
                return [.. results, .. step.OfCarries(tangents)];
            },
            carry,
            loop.Length);
        return step.Results(after, []);
    }

    /// <summary>A step on values and tangents. Only carries with a tangent in some step have one.</summary>
    private sealed class TangentStep
    {
        private readonly LoopOperation loop;
        private readonly Tensor[] constants;
        private readonly Tensor?[] constantTangents;
        private readonly bool[] hasTangent;

        // The tangents of the body's results, as a graph of its parameters and these leaves.
        private readonly Tensor?[] leaves;
        private readonly Tensor?[] tangents;

        public TangentStep(LoopOperation loop, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor?> dx)
        {
            this.loop = loop;
            var start = loop.CarryCount + loop.SliceCount;
            (constants, constantTangents) = (inputs[start..].ToArray(), dx[start..].ToArray());
            var isGiven = new bool[inputs.Length];
            for (var i = 0; i < isGiven.Length; i++) isGiven[i] = dx[i] is not null;
            hasTangent = loop.Spread(isGiven);
            var parameters = loop.Body.Parameters;
            for (var i = 0; i < hasTangent.Length; i++) hasTangent[i] &= parameters[i].ElementType.IsFloat();
            leaves = [.. parameters.Select((parameter, i) => hasTangent[i] ? Tensor.SlotLeaf(parameter.Type) : null)];
            Tensor[] with = [.. parameters.Where((_, i) => hasTangent[i])];
            var dependent = loop.Body.DependentOn(hasTangent);
            var all = Nabla.Forward.Jvp(loop.Body.Results, with, [.. leaves.OfType<Tensor>()]);
            tangents = [.. all.Select((tangent, i) => dependent.Contains(loop.Body.Results[i]) && tangent.ElementType.IsFloat() ? tangent : null)];
        }

        /// <summary>Carry and slices of the new loop: the values, then the tangents that exist.</summary>
        public (Tensor[] Carry, Tensor[] Slices) Inputs(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor?> dx)
        {
            List<Tensor> carry = [.. inputs[..loop.CarryCount]], slices = [.. inputs[loop.CarryCount..(loop.CarryCount + loop.SliceCount)]];
            for (var i = 0; i < loop.CarryCount; i++)
                if (hasTangent[i]) carry.Add(dx[i] ?? Tensor.Zeros(inputs[i].Shape, inputs[i].ElementType));
            for (var i = loop.CarryCount; i < loop.CarryCount + loop.SliceCount; i++)
                if (hasTangent[i]) slices.Add(dx[i]!);
            return ([.. carry], [.. slices]);
        }

        /// <summary>Returns the results of the body and their tangents; null for zero.</summary>
        public (Tensor[] Results, Tensor?[] Tangents) Run(Tensor[] carry, Tensor[] slices)
        {
            Tensor[] values = [.. carry[..loop.CarryCount], .. slices[..loop.SliceCount], .. constants];
            var replaced = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
            for (var i = 0; i < values.Length; i++) replaced[loop.Body.Parameters[i]] = values[i];
            var (c, x) = (loop.CarryCount, loop.SliceCount);
            for (var i = 0; i < values.Length; i++)
            {
                if (leaves[i] is not { } leaf) continue;
                replaced[leaf] = i < loop.CarryCount ? carry[c++] : loop.IsSlice(i) ? slices[x++] : constantTangents[i - loop.CarryCount - loop.SliceCount]!;
            }
            var results = Substitution.Run(loop.Body.Results, replaced);
            return (results, Array.ConvertAll(tangents, tangent => tangent is null ? null : Substitution.Run([tangent], replaced)[0]));
        }

        /// <summary>The tangents of the carries that have one.</summary>
        public IEnumerable<Tensor> OfCarries(Tensor?[] all)
        {
            for (var i = 0; i < loop.CarryCount; i++)
            {
                var type = loop.Body.Parameters[i].Type;
                if (hasTangent[i]) yield return all[i] ?? Tensor.Zeros(type.Shape, type.Element);
            }
        }

        /// <summary>The tangent of every result of the loop; null for zero.</summary>
        public Tensor?[] Results(Tensor[] carry, Tensor[] outputs)
        {
            var results = new Tensor?[loop.ResultCount];
            var (c, y) = (loop.CarryCount, 0);
            for (var i = 0; i < results.Length; i++)
            {
                if (i < loop.CarryCount) results[i] = hasTangent[i] ? carry[c++] : null;
                else if (tangents[i] is not null) results[i] = outputs[y++];
            }
            return results;
        }
    }
}
