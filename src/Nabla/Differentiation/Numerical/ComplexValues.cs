using System.Numerics;
using Nabla.Instructions;

namespace Nabla;

/// <summary>Evaluates a graph at a complex argument, operation by operation, for the complex step.</summary>
internal static class ComplexValues
{
    /// <summary>The elements of <paramref name="output"/> when <paramref name="argument"/>, on which it depends, holds <paramref name="point"/>.</summary>
    /// <exception cref="NotSupportedException">An operation is not defined on complex numbers.</exception>
    public static Complex[] Of(Tensor output, Tensor argument, Complex[] point)
    {
        var known = new Dictionary<Tensor, Complex[]>(ReferenceEqualityComparer.Instance) { [argument] = point };
        foreach (var (node, inputs) in Reverse.HistoryOf(output))
        {
            if (!known.ContainsKey(node))
                known[node] = Array.Exists(inputs, known.ContainsKey) ? Apply(node, inputs, Array.ConvertAll(inputs, Numbers)) : Real(node);
        }
        return known[output];

        Complex[] Numbers(Tensor input) => known.TryGetValue(input, out var numbers) ? numbers : Real(input);
    }

    private static Complex[] Apply(Tensor node, Tensor[] inputs, Complex[][] x) => node.Operation switch
    {
        ElementwiseOperation operation => Elementwise(operation, node.ElementCount, inputs, x),
        ReductionOperation operation => Reduce(operation, node.ElementCount, inputs[0].Shape, x[0]),
        // An alias of its first input.
        AnnotationOperation => x[0],
        // Jointly linear in all inputs: the real and imaginary parts are independent.
        MovementOperation => Join(Linear(node, inputs, x, _ => false), Linear(node, inputs, x, _ => true)),
        { IsMultilinear: true } => Multilinear(node, inputs, x),
        _ => throw new NotSupportedException(
            $"complex-step: {node.Operation.Name} is not defined on complex numbers here; use central differences, or forward or reverse mode."),
    };

    private static Complex[] Elementwise(ElementwiseOperation operation, int count, Tensor[] inputs, Complex[][] x)
    {
        var builder = new ElementwiseBuilder();
        var arguments = new ElementValue[inputs.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = builder.Input(i, inputs[i].ElementType);
        var result = operation.Body(builder, arguments).Index;
        var y = new Complex[count];
        var at = new Complex[inputs.Length];
        for (var i = 0; i < count; i++)
        {
            for (var input = 0; input < at.Length; input++) at[input] = x[input][i];
            try
            {
                y[i] = ComplexInterpreter.Run(builder.Instructions, result, at);
            }
            catch (NotSupportedException exception)
            {
                throw new NotSupportedException(
                    $"complex-step: {operation.Name}: {exception.Message}; use central differences, or forward or reverse mode.", exception);
            }
        }
        return y;
    }

    private static Complex[] Reduce(ReductionOperation operation, int count, Shape shape, Complex[] x)
    {
        var (inner, size) = (shape.Product(operation.End, shape.Rank), shape.Product(operation.Start, operation.End));
        var y = new Complex[count];
        for (var i = 0; i < count; i++)
        {
            var total = operation.Kind == ReductionKind.Product ? Complex.One : Complex.Zero;
            for (var j = 0; j < size; j++)
            {
                var number = x[(i / inner * size + j) * inner + i % inner];
                total = operation.Kind switch
                {
                    ReductionKind.Sum or ReductionKind.Mean => total + number,
                    ReductionKind.Product => total * number,
                    ReductionKind.Maximum => j == 0 || number.Real > total.Real ? number : total,
                    ReductionKind.Minimum => j == 0 || number.Real < total.Real ? number : total,
                    _ => throw ReductionKinds.Unknown(operation.Kind),
                };
            }
            y[i] = operation.Kind == ReductionKind.Mean ? total / size : total;
        }
        return y;
    }

    /// <summary>Expands (a + ib)(c + id) …: the sum over all choices of real or imaginary part for each input, times i for each imaginary one.</summary>
    private static Complex[] Multilinear(Tensor node, Tensor[] inputs, Complex[][] x)
    {
        var total = new Complex[node.ElementCount];
        for (var choice = 0; choice < 1 << inputs.Length; choice++)
        {
            var chosen = choice;
            // Indices and the like have no imaginary part.
            if (Enumerable.Range(0, inputs.Length).Any(input => (chosen >> input & 1) == 1 && !inputs[input].ElementType.IsFloat())) continue;
            var part = Linear(node, inputs, x, input => (chosen >> input & 1) == 1);
            var turn = (BitOperations.PopCount((uint)choice) & 3) switch
            {
                0 => Complex.One,
                1 => Complex.ImaginaryOne,
                2 => -Complex.One,
                _ => -Complex.ImaginaryOne,
            };
            for (var i = 0; i < total.Length; i++) total[i] += turn * part[i];
        }
        return total;
    }

    private static double[] Linear(Tensor node, Tensor[] inputs, Complex[][] x, Func<int, bool> imaginary)
    {
        var parts = new Tensor[inputs.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Tensor.From(Array.ConvertAll(x[i], number => imaginary(i) ? number.Imaginary : number.Real), inputs[i].Shape).To(inputs[i].ElementType);
        return Tensor.Apply(node.Operation, parts).To(ElementType.Float64).ToArray<double>();
    }

    private static Complex[] Real(Tensor tensor) => Array.ConvertAll(tensor.To(ElementType.Float64).ToArray<double>(), number => new Complex(number, 0));

    private static Complex[] Join(double[] real, double[] imaginary) => [.. real.Zip(imaginary, (re, im) => new Complex(re, im))];
}
