using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests.Cpu;

/// <summary>Tests how a body is split into kernels, and their text.</summary>
public class KernelTests
{
    [Fact]
    public void Text_OfASmallKernel_ReadsLikeAProgram()
    {
        var x = Tensor.Zeros([40]).Evaluate();
        var segments = Cut(Tensor.Where(x < 2, x * Tensor.Scalar(3f), 0) + x.Exp());
        var text = KernelText.Of(Assert.Single(segments).Code);
        Assert.Equal(
            """
            kernel(p0, p1, p2, p3, p4): float32, vectors of 8
                v1 = broadcast p1
                v3 = broadcast p2
                v5 = broadcast p3
                for each vector
                    v0 = load p0
                    v2 = v0 < v1
                    v4 = v0 * v3
                    v6 = v2 ? v4 : v5
                    v7 = exp(v0)
                    v8 = v6 + v7
                    store v8 to p4

            """,
            text);
    }

    [Fact]
    public void Cut_OfManyLongFunctions_HasAKernelForEach()
    {
        var x = Tensor.Zeros([40]).Evaluate();
        var segments = Cut(x.Exp() + x.Log() + x.Sin() * x.Cos() + Tensor.Power(x, x.Tanh()).Sigmoid());
        Assert.Equal(7, segments.Length);
        Assert.All(
            segments,
            segment => Assert.Single(segment.Code.Body, instruction => instruction.IsFunction));
    }

    [Fact]
    public void Cut_OfALongChain_KeepsKernelsShortAndTilesFew()
    {
        var builder = new ElementwiseBuilder();
        var x = builder.Input(0, ElementType.Float32);
        var y = x;
        for (var i = 0; i < 100; i++) y = builder.Sin(builder.Add(y, builder.Constant(i, ElementType.Float32)));
        var segments = LoopSegment.Cut([.. builder.Instructions], [y.Index], [false], ElementType.Float32, 256);
        Assert.Equal(100, segments.Length);
        // The input, the result, and one tile that is read before it is overwritten.
        Assert.Equal(2, segments.Max(segment => segment.Places.Max()));

        for (var i = 0; i < 100; i++) y = builder.Multiply(builder.Add(y, x), x);
        segments = LoopSegment.Cut([.. builder.Instructions], [y.Index], [false], ElementType.Float32, 256);
        Assert.All(segments, segment => Assert.InRange(segment.Code.Body.Length, 1, 40));
    }

    [Fact]
    public void Cut_OfATruthValueUsedLate_ComputesItLate()
    {
        var x = Tensor.Zeros([40]).Evaluate();
        var segments = Cut(Tensor.Where(x < 0, x, x.Tanh().Exp()));
        Assert.Equal(2, segments.Length);
        // Only the hyperbolic tangent is passed on.
        Assert.Single(segments[0].Code.Outputs);
        Assert.DoesNotContain(segments[0].Code.Body, instruction => instruction.Code == ElementwiseOpcode.Less);
    }

    [Fact]
    public void Cut_OfTruthValuesUsedEarlyAndLate_HandsMasksOver()
    {
        var builder = new ElementwiseBuilder();
        var x = builder.Input(0, ElementType.Float32);
        var condition = builder.Not(builder.Less(x, builder.Constant(0, ElementType.Float32)));
        var inner = builder.Sin(builder.Select(condition, x, builder.Exp(x)));
        var y = builder.Tanh(builder.Select(condition, inner, x));
        var loop = new SingleLoop(Tensor.Zeros([1500]).Evaluate().Abs());
        var step = loop.Step with { Body = [.. builder.Instructions], Results = [new(loop.Step.Output, y.Index)] };
        var segments = LoopSegment.Cut(step.Body, Array.ConvertAll(step.Results, result => result.Instruction), [false], ElementType.Float32, 256);
        Assert.Contains(segments, segment => segment.Code.Outputs.Any(output => segment.Code.Body[output].Type == ElementType.Boolean));
        var blocks = new BlocksExecutor().Prepare(step);
        var emitted = new EmittedExecutor(KernelCache.Shared, isAtOnce: true).Prepare(step);
        Assert.Equal(loop.Run(blocks), loop.Run(emitted));
    }

    [Fact]
    public void Cut_OfABodyThatIsAnInputOrANumber_CopiesIt()
    {
        var input = Assert.Single(LoopSegment.Cut([new(ElementwiseOpcode.Input, ElementType.Float64, 0)], [0], [false], ElementType.Float64, 512));
        Assert.Equal("kernel(p0, p1): float64, vectors of 8\n    for each vector\n        v0 = load p0\n        store v0 to p1\n", KernelText.Of(input.Code));
        var number = Assert.Single(LoopSegment.Cut([new(ElementwiseOpcode.Constant, ElementType.Float64, Constant: 2.5)], [0], [], ElementType.Float64, 0));
        Assert.Equal("kernel(p0): float64, vectors of 1\n    v0 = 2.5\n    for each vector\n        store v0 to p0\n", KernelText.Of(number.Code));
    }

    private static LoopSegment[] Cut(Tensor tensor)
    {
        var step = new SingleLoop(tensor).Step;
        bool[] singles = [.. step.Maps.Select(map => map is not null && Array.TrueForAll(map, stride => stride == 0))];
        return LoopSegment.Cut(step.Body, Array.ConvertAll(step.Results, result => result.Instruction), singles, ElementType.Float32, 256);
    }
}
