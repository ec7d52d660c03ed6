using CsCheck;
using Nabla.Compiler;
using Nabla.Tests.Compiler;
using Xunit;

namespace Nabla.Tests.Differentiation;

/// <summary>Functions of single examples mapped over stacks. OperationTests checks the rule of each operation.</summary>
public class VectorizeTests
{
    [Fact]
    public void PerExampleGradients_OfANetwork_AreThoseOfEachExample()
    {
        var generator = new Generator(1);
        var (w, b) = (generator.Normal([4, 3], type: ElementType.Float64).Evaluate(), generator.Normal([3], type: ElementType.Float64).Evaluate());
        var x = generator.Normal([5, 4], type: ElementType.Float64).Evaluate();
        Tensor[] Gradients(Tensor example) => Derivative.Gradients(p => (example.MatMul(p[0]) + p[1]).Tanh().Square().Sum())([w, b]);
        var all = Vectorize.Map(arguments => Gradients(arguments[0]), true)([x]);
        Assert.Equal([5, 4, 3], all[0].Shape);
        for (var i = 0; i < 5; i++)
        {
            var own = Gradients(x.Slice(0, i..(i + 1)).Reshape(4));
            for (var p = 0; p < 2; p++) Near(own[p], all[p].Slice(0, i..(i + 1)).Reshape(own[p].Shape));
        }
        // Their sum is the gradient of the sum.
        var total = Derivative.Gradients(p => (x.MatMul(p[0]) + p[1]).Tanh().Square().Sum())([w, b]);
        for (var p = 0; p < 2; p++) Near(total[p], all[p].Sum(0));
    }

    [Fact]
    public void Map_OfAProduct_IsOneKernel()
    {
        var (a, b) = (Tensor.From(new float[2 * 3 * 4], [2, 3, 4]), Tensor.From(new float[4 * 5], [4, 5]));
        var product = Vectorize.Map((x, y) => x.MatMul(y), second: false)(a, b);
        Assert.Equal([2, 3, 5], product.Shape);
        Assert.Single(Passes.After(nameof(Lowering), Pipeline.Canonicalize([product]).Graph));
    }

    [Fact]
    public void Maps_NestAndCompileAndCanBeDifferentiated()
    {
        var x = Tensor.From(Enumerable.Range(0, 24).Select(i => Math.Sin(i)).ToArray(), [2, 3, 4]);
        var twice = Vectorize.Map(Vectorize.Map(v => v.Softmax() * v.Sum()));
        var expected = x.Softmax() * x.Sum([2], keepAxes: true);
        Near(expected, twice(x));
        Near(expected, Compile.Function(twice)(x));
        Near(Derivative.Gradient(t => (t.Softmax() * t.Sum([2], keepAxes: true)).Square().Sum())(x), Derivative.Gradient(t => twice(t).Square().Sum())(x));
    }

    [Fact]
    public void Results_ThatDoNotDependOnTheExample_AreTheSameForAll()
    {
        var constant = Tensor.From<double>([1, 2]);
        Assert.Equal([1, 2, 1, 2, 1, 2], Vectorize.Map(_ => constant)(Tensor.From(new double[3])).ToArray<double>());
        Assert.Equal([0, 2], Vectorize.Map(x => x.Gather(Tensor.From<long>([0, 0])))(Tensor.From(new double[0], [0, 3])).Shape);
    }

    [Fact]
    public void Map_OfBadArguments_SaysWhichAndWhy()
    {
        Assert.Contains("argument 0 is a single number", Assert.Throws<ShapeException>(() => Vectorize.Map((Tensor x) => x)(Tensor.Scalar(1.0))).Message);
        var two = Vectorize.Map((x, y) => x + y);
        Assert.Contains(
            "stack of 2 examples, argument 1 of 3",
            Assert.Throws<ShapeException>(() => two(Tensor.From(new double[2]), Tensor.From(new double[3]))).Message);
        Assert.Throws<ArgumentException>(() => Vectorize.Map((x, y) => x + y, false, false));
        Assert.Throws<ArgumentException>(() => Vectorize.Map(x => x, true, true)([Tensor.From(new double[2])]));
        // An example has no values while the function is rewritten.
        Assert.Throws<InvalidOperationException>(() => Vectorize.Map(x => x.ToDouble() > 0 ? x : -x)(Tensor.From(new double[2])));
    }

    [Fact]
    public void Map_OfARandomGraph_IsTheGraphOfEachExample()
    {
        Check.Sample(
            RandomGraph.Gen(RandomOperations.Smooth.Count),
            graph =>
            {
                var examples = Enumerable.Range(0, 3).Select(seed => graph.Inputs(ElementType.Float64, seed)).ToArray();
                Tensor[] Function(Tensor[] x) => [.. graph.Build(x, RandomOperations.Smooth)];
                var stacks = Enumerable.Range(0, graph.Shapes.Length)
                    .Select(i => Tensor.Concatenate(0, [.. examples.Select(example => example[i].Reshape(example[i].Shape.Stacked(1)))]))
                    .ToArray();
                var all = Vectorize.Map(Function, [.. graph.Shapes.Select(_ => true)])(stacks);
                Tensor.Evaluate(all);
                for (var e = 0; e < examples.Length; e++)
                {
                    var own = Function(examples[e]);
                    for (var i = 0; i < own.Length; i++) Near(own[i], all[i].Slice(0, e..(e + 1)).Reshape(own[i].Shape));
                }
            },
            iter: 100, threads: 1);
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var (x, y) = (expected.ToArray<double>(), actual.ToArray<double>());
        for (var i = 0; i < x.Length; i++)
            Assert.True(x[i].Equals(y[i]) || Math.Abs(x[i] - y[i]) <= 1e-11 * Math.Max(1, Math.Abs(x[i])), $"{y[i]:R}, expected {x[i]:R}");
    }
}
