using System.Globalization;
using Nabla.Compiler;
using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>Runs every step a second time with the reference executor on the same inputs and compares: <c>NABLA_VALIDATE=1</c>. Slow.</summary>
internal sealed unsafe class KernelValidation(CanonicalGraph graph)
{
    private readonly ReferenceExecutor reference = new();

    /// <summary>Compares the output of a step with that of the reference for the same inputs.</summary>
    /// <exception cref="InvalidOperationException">The outputs differ by more than rounding.</exception>
    public void Check(Step step, byte** values)
    {
        switch (step)
        {
            case FusedStep pass:
                foreach (var stage in pass.Stages) Check(stage, values);
                break;
            case LoopStep loop:
                Loop(loop, values);
                break;
            case ReductionStep reduction:
                Reduction(reduction, values);
                break;
            case CopyStep move:
                Move(move, values);
                break;
            case MultiResultStep { Operation: LoopOperation }:
                // The steps of its body are compared one by one.
                break;
            case MultiResultStep several:
                MultiResult(several, values);
                break;
            case OpaqueStep opaque:
                Opaque(opaque, values);
                break;
        }
    }

    private void Loop(LoopStep loop, byte** values)
    {
        var count = loop.Inputs.Length;
        var places = stackalloc byte*[count + 1];
        for (var i = 0; i < count; i++) places[i] = values[loop.Inputs[i]] + loop.Offsets[i] * graph.Nodes[loop.Inputs[i]].Type.Element.Size();
        // The tolerance of each result depends only on its own instructions.
        foreach (var result in loop.Results)
        {
            var expected = new DataBuffer(graph.Nodes[result.Value].Type.Element, loop.Count);
            places[count] = expected.Pointer;
            var plain = new ReferenceExecutor.ScalarLoop(new([result], loop.Inputs, loop.Maps, loop.Offsets, loop.Shape, loop.Body));
            plain.RunRange(places, 0, loop.Count);
            Compare("loop", result.Value, expected, values, Tolerance(loop.Body, result.Instruction) * Math.Max(1, plain.Largest));
        }
    }

    /// <summary>Arithmetic is exact; functions differ in their last digits, by the coarsest type among them.</summary>
    private static double Tolerance(ElementwiseInstruction[] body, int result)
    {
        var (needed, tolerance) = (ElementwiseInstruction.Needed(body, [result]), 0.0);
        for (var i = 0; i < body.Length; i++)
            if (needed[i] && body[i].IsFunction) tolerance = Math.Max(tolerance, Rounding(body[i].Type));
        return tolerance;
    }

    private void Reduction(ReductionStep reduction, byte** values)
    {
        var type = graph.Nodes[reduction.Output].Type;
        var expected = new DataBuffer(type.Element, type.ElementCount);
        reference.Reduce(reduction, graph.Nodes[reduction.Inputs[0]].Type.Element, values[reduction.Inputs[0]], expected.Pointer, reduction.Outer, 1);
        // A sum may be small although its terms are large.
        var largest = reduction.Kind is ReductionKind.Sum or ReductionKind.Mean ? Largest(reduction.Inputs[0], values) : 1;
        var isExact = reduction.Kind is ReductionKind.Maximum or ReductionKind.Minimum || !type.Element.IsFloat();
        Compare(
            reduction.Kind.ToString(),
            reduction.Output,
            expected,
            values,
            isExact ? 0 : Rounding(type.Element) * Math.Max(1, largest * Math.Sqrt(reduction.Count)));
    }

    private void Move(CopyStep move, byte** values)
    {
        var type = graph.Nodes[move.Output].Type;
        var size = type.Element.Size();
        var expected = new DataBuffer(type.Element, type.ElementCount);
        new Span<byte>(expected.Pointer, checked((int)type.Bytes)).Clear();
        foreach (ref readonly var piece in move.Pieces.AsSpan()) reference.Copy(piece, size, values[move.Inputs[piece.Input]], expected.Pointer, 1);
        Compare("move", move.Output, expected, values, 0);
    }

    private void Opaque(OpaqueStep opaque, byte** values)
    {
        var type = graph.Nodes[opaque.Output].Type;
        var expected = new DataBuffer(type.Element, type.ElementCount);
        var (operands, scale) = (new Operand[opaque.Inputs.Length], 1.0);
        for (var i = 0; i < operands.Length; i++)
        {
            operands[i] = new(values[opaque.Inputs[i]], graph.Nodes[opaque.Inputs[i]].Type);
            if (operands[i].Type.Element.IsFloat()) scale *= Math.Max(1, Largest(opaque.Inputs[i], values));
        }
        opaque.Operation.Run(operands, new(expected.Pointer, type), new(1, IsReference: true));
        var terms = opaque.Operation.CountOperations(type, Array.ConvertAll(operands, operand => operand.Type)) / Math.Max(1, (double)type.ElementCount);
        Compare(
            opaque.Operation.ToString(),
            opaque.Output,
            expected,
            values,
            type.Element.IsFloat() ? Rounding(type.Element) * scale * Math.Sqrt(Math.Max(1, terms)) : 0);
    }

    private void MultiResult(MultiResultStep step, byte** values)
    {
        var types = step.Operation.InferAll(Array.ConvertAll(step.Inputs, input => graph.Nodes[input].Type));
        var expected = Array.ConvertAll(types, type => new DataBuffer(type.Element, type.ElementCount));
        var (inputs, outputs, scale) = (new Operand[step.Inputs.Length], new Operand[types.Length], 1.0);
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new(values[step.Inputs[i]], graph.Nodes[step.Inputs[i]].Type);
            if (inputs[i].Type.Element.IsFloat()) scale *= Math.Max(1, Largest(step.Inputs[i], values));
        }
        for (var i = 0; i < outputs.Length; i++) outputs[i] = new(expected[i].Pointer, types[i]);
        step.Operation.Run(inputs, outputs, new(1, IsReference: true));
        var terms = step.Operation.CountOperations(types[0], Array.ConvertAll(inputs, input => input.Type)) / Math.Max(1, (double)types[0].ElementCount);
        for (var i = 0; i < types.Length; i++)
        {
            if (step.Results[i] < 0) continue;
            Compare(
                $"{step.Operation} (result {i})",
                step.Results[i],
                expected[i],
                values,
                types[i].Element.IsFloat() ? Rounding(types[i].Element) * scale * Math.Sqrt(Math.Max(1, terms)) : 0);
        }
    }

    private static double Rounding(ElementType type) => type == ElementType.Float32 ? 1e-5 : 1e-13;

    private double Largest(int node, byte** values)
    {
        var (type, largest) = (graph.Nodes[node].Type, 0.0);
        for (var i = 0; i < type.ElementCount; i++)
            if (Math.Abs(DataBuffer.Read(type.Element, values[node], i)) is var size && double.IsFinite(size)) largest = Math.Max(largest, size);
        return largest;
    }

    private void Compare(string kernel, int output, DataBuffer expected, byte** values, double tolerance)
    {
        var type = graph.Nodes[output].Type;
        for (var i = 0; i < type.ElementCount; i++)
        {
            var (right, actual) = (expected[i], DataBuffer.Read(type.Element, values[output], i));
            if (right.Equals(actual) || Math.Abs(right - actual) <= tolerance * Math.Max(1, Math.Abs(right))) continue;
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"validate: the kernel {kernel} differs from the reference: element {i} of its result {type} is {actual:R} but should be {right:R}."));
        }
        GC.KeepAlive(expected);
    }
}
