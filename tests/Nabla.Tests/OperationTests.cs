using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests;

/// <summary>Runs every check on every row of <see cref="OperationCases"/>.</summary>
public class OperationTests
{
    private const double Epsilon64 = 1.0 / (1L << 52);
    private const double Epsilon32 = 1.0 / (1 << 23);

    public static TheoryData<string> Rows => [.. OperationCases.All.Keys];

    public static TheoryData<string> RowsWithPoints => [.. OperationCases.All.Values.Where(row => row.Points.Count > 0).Select(row => row.Name)];

    [Fact]
    public void Table_EveryOperationOfTheLibrary_HasARowOrAnException()
    {
        var operations = typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract).ToHashSet();
        var rows = OperationCases.All.Values.Select(row => row.Operation).ToHashSet();
        Assert.Empty(operations.Except(rows).Except(OperationCases.Excepted.Keys).Select(type => type.Name));
        Assert.Empty(OperationCases.Excepted.Keys.Intersect(rows));
        Assert.All(OperationCases.Excepted, exception => Assert.Contains(exception.Key, operations));
        Assert.All(OperationCases.Excepted.Values, Assert.NotEmpty);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Function_OfEachRow_UsesItsOperation(string name)
    {
        var row = OperationCases.All[name];
        var walk = new GraphWalk(_ => true, node => node.InputArray);
        walk.Add(Apply(row, row.Inputs(row.Shapes[0]), ElementType.Float64));
        Assert.Contains(walk.Order, entry => entry.Node.Operation.GetType() == row.Operation);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Value_OfEveryShapeAndFloatType_IsTheReference(string name)
    {
        var row = OperationCases.All[name];
        foreach (var shapes in row.Shapes)
        {
            foreach (var type in (ElementType[])[ElementType.Float64, ElementType.Float32])
            {
                var inputs = row.Inputs(shapes).Select(input => Rounded(input, type)).ToArray();
                var expected = row.Reference(inputs);
                var actual = Apply(row, inputs, type);
                Assert.Equal(type, actual.ElementType);
                Assert.Equal(expected.Shape, actual.Shape.ToArray());
                // The reference itself may be off by one unit, and is rounded to the type.
                AssertClose(row, expected.Values, Doubles(actual), type, row.Ulps + 1, $"{type} {Text(shapes)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Vectorized_OverAStack_IsTheOperationOnEachExample_GradientsIncluded(string name)
    {
        const int Examples = 3;
        var row = OperationCases.All[name];
        foreach (var shapes in row.Shapes)
        {
            var examples = Enumerable.Range(0, Examples)
                .Select(seed => Array.ConvertAll(row.Inputs(shapes, seed + 5), input => ToTensor(input, ElementType.Float64)))
                .ToArray();
            // All inputs stacked, then each one alone while the others are shared.
            for (var alone = -1; alone < shapes.Length; alone++)
            {
                var isStack = Enumerable.Range(0, shapes.Length).Select(i => alone < 0 || i == alone).ToArray();
                var stacks = isStack.Select(
                    (stack, i) => stack
                        ? Tensor.Concatenate(0, [.. examples.Select(example => example[i].Reshape(example[i].Shape.Stacked(1)))])
                        : examples[0][i]).ToArray();
                var function = WithGradients(row);
                var actual = Vectorize.Map(function, isStack)(stacks);
                for (var example = 0; example < Examples; example++)
                {
                    var expected = function([.. isStack.Select((stack, i) => examples[stack ? example : 0][i])]);
                    for (var i = 0; i < expected.Length; i++)
                    {
                        var slice = actual[i].Slice(0, example..(example + 1)).Reshape(expected[i].Shape);
                        AssertClose(
                            row,
                            Doubles(expected[i]),
                            Doubles(slice),
                            ElementType.Float64,
                            16,
                            $"{Text(shapes)}, result {i} of example {example}, stacked {alone}");
                    }
                }
            }
        }
    }

    /// <summary>The function of a row, and the gradients of the sum of its result.</summary>
    private static Func<Tensor[], Tensor[]> WithGradients(OperationCase row) => x =>
    {
        var arguments = Array.ConvertAll(x, Tensor.Argument);
        var y = row.Function(arguments);
        return y.ElementType.IsFloat() && y.RequiresGradient ? [y, .. Reverse.Vjp(y, Tensor.Ones(y.Shape, y.ElementType), arguments)] : [y];
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Derivatives_OfEveryShape_AgreeWithDifferencesAndEachOther(string name)
    {
        var row = OperationCases.All[name];
        if (row.Order == 0)
        {
            Assert.NotEmpty(row.Points);
            return;
        }
        foreach (var shapes in row.Shapes)
            GradientCheck.Require(row.Function, [.. row.Inputs(shapes, seed: 2).Select(input => ToTensor(input, ElementType.Float64))], order: row.Order);
    }

    [Theory]
    [MemberData(nameof(RowsWithPoints))]
    public void ValueAndGradient_AtSpecialPoints_AreTheTable(string name)
    {
        var row = OperationCases.All[name];
        foreach (var point in row.Points)
        {
            foreach (var type in (ElementType[])[ElementType.Float64, ElementType.Float32])
            {
                var tolerance = type == ElementType.Float64 ? 1e-12 : 1e-5;
                var arguments = point.Inputs.Select(input => Tensor.Argument(Tensor.From(input).To(type))).ToArray();
                var y = row.Function(arguments);
                var gradients = Reverse.Vjp(y, Tensor.Ones(y.Shape, type), arguments);
                AssertNear(point.Value, Doubles(y), tolerance, $"{name} at {point}, {type}");
                for (var i = 0; i < gradients.Length; i++)
                    AssertNear(point.Gradients[i], Doubles(gradients[i]), tolerance, $"gradient {i} of {name} at {point}, {type}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(RowsWithPoints))]
    public void Tangent_AtSpecialPoints_IsTheTable(string name)
    {
        var row = OperationCases.All[name];
        foreach (var point in row.Points)
        {
            for (var input = 0; input < point.Inputs.Length; input++)
            {
                for (var element = 0; element < point.Inputs[input].Length; element++)
                {
                    // One element at a time, and only where the zero tangents of the others cannot meet an infinite derivative.
                    if (point.Gradients.SelectMany(gradient => gradient).Any(derivative => derivative is not { } number || !double.IsFinite(number))) continue;
                    var arguments = point.Inputs.Select(x => Tensor.Argument(Tensor.From(x))).ToArray();
                    var direction = new double[point.Inputs[input].Length];
                    direction[element] = 1;
                    var tangent = Forward.Jvp(row.Function(arguments), [arguments[input]], [Tensor.From(direction)]);
                    AssertNear([point.Gradients[input][element]], [Doubles(tangent).Sum()], 1e-12, $"tangent {input}[{element}] of {name} at {point}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Evaluate_OfOddLengths_BlocksAreTheReferenceOnAnyNumberOfThreads(string name)
    {
        var row = OperationCases.All[name];
        // 40,001 is more than one thread's share.
        foreach (var length in (int[])[0, 1, 7, 1023, 1024, 1025, 5000, 40_001])
        {
            foreach (var type in (ElementType[])[ElementType.Float64, ElementType.Float32])
            {
                var inputs = row.Inputs(row.OfLength(length), seed: length);
                var expected = Evaluated(new CpuEvaluator(new ReferenceExecutor(), 1), row, inputs, type);
                var alone = Evaluated(new CpuEvaluator(new BlocksExecutor(), 1), row, inputs, type);
                var together = Evaluated(new CpuEvaluator(new BlocksExecutor(), 2), row, inputs, type);
                Assert.Equal(alone.Select(BitConverter.DoubleToInt64Bits), together.Select(BitConverter.DoubleToInt64Bits));
                AssertClose(row, expected, alone, type, row.Sums ? row.Ulps + (int)Math.Sqrt(length) : row.Ulps, $"{type} length {length}");
            }
        }
    }

    internal static Tensor ToTensor(Numbers numbers, ElementType type) => type == ElementType.Float64
        ? Tensor.From(numbers.Values, numbers.Shape)
        : Tensor.From(Array.ConvertAll(numbers.Values, value => (float)value), numbers.Shape);

    internal static double[] Doubles(Tensor tensor) =>
        tensor.ElementType == ElementType.Float64 ? tensor.ToArray<double>() : Array.ConvertAll(tensor.ToArray<float>(), value => (double)value);

    private static Tensor Apply(OperationCase row, Numbers[] inputs, ElementType type) =>
        row.Function(Array.ConvertAll(inputs, input => ToTensor(input, type)));

    private static double[] Evaluated(CpuEvaluator evaluator, OperationCase row, Numbers[] inputs, ElementType type)
    {
        var y = Apply(row, inputs, type);
        evaluator.Evaluate([y]);
        return Doubles(y);
    }

    private static Numbers Rounded(Numbers numbers, ElementType type) =>
        type == ElementType.Float64 ? numbers : numbers with { Values = Array.ConvertAll(numbers.Values, value => (double)(float)value) };

    private static void AssertClose(OperationCase row, double[] expected, double[] actual, ElementType type, int ulps, string where)
    {
        Assert.Equal(expected.Length, actual.Length);
        var epsilon = type == ElementType.Float64 ? Epsilon64 : Epsilon32;
        var largest = row.Sums ? expected.Select(Math.Abs).Append(1).Max() : 0;
        for (var i = 0; i < expected.Length; i++)
        {
            var allowed = ulps * epsilon * Math.Max(Math.Abs(expected[i]), largest);
            Assert.True(
                Same(expected[i], actual[i]) || Math.Abs(expected[i] - actual[i]) <= allowed,
                $"{row.Name}, {where}: element {i} is {actual[i]:R}, expected {expected[i]:R}.");
        }
    }

    private static void AssertNear(IReadOnlyList<double> expected, double[] actual, double tolerance, string where) =>
        AssertNear([.. expected.Select(number => (double?)number)], actual, tolerance, where);

    private static void AssertNear(double?[] expected, double[] actual, double tolerance, string where)
    {
        Assert.True(expected.Length == actual.Length, $"{where}: {actual.Length} elements, expected {expected.Length}.");
        for (var i = 0; i < actual.Length; i++)
        {
            if (expected[i] is not { } number) continue;
            Assert.True(
                Same(number, actual[i]) || Math.Abs(number - actual[i]) <= tolerance * Math.Abs(number),
                $"{where}: element {i} is {actual[i]:R}, expected {number:R}.");
        }
    }

    private static bool Same(double a, double b) => a == b || (double.IsNaN(a) && double.IsNaN(b));

    private static string Text(int[][] shapes) => string.Join(" ", shapes.Select(shape => $"[{string.Join(", ", shape)}]"));
}
