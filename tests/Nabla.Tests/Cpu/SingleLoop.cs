using Nabla.Compiler;
using Nabla.Core;
using Nabla.Cpu;
using Nabla.Tests.Compiler;
using Xunit;

namespace Nabla.Tests.Cpu;

/// <summary>The single loop that computes a tensor, with data to run it on.</summary>
internal sealed unsafe class SingleLoop
{
    private readonly CanonicalGraph graph;
    private readonly DataBuffer[] inputs;

    public SingleLoop(Tensor tensor)
    {
        graph = Pipeline.Canonicalize([tensor]).Graph;
        Step = Assert.IsType<LoopStep>(Assert.Single(Passes.After(nameof(Lowering), graph)));
        Output = graph.Nodes[Step.Output].Type;
        inputs = [.. Types.Select(NewNumbers)];
    }

    public LoopStep Step { get; }

    public TensorType Output { get; }

    public TensorType[] Types => Array.ConvertAll(Step.Inputs, input => graph.Nodes[input].Type);

    public Loop Prepare(Executor executor) => executor.Prepare(Step);

    /// <summary>Runs a loop and returns the bytes of the result, which has its own memory or overwrites the given input.</summary>
    public byte[] Run(Loop loop, int? over = null, int threads = 1)
    {
        var target = new DataBuffer(Output.Element, Output.ElementCount);
        var values = stackalloc byte*[inputs.Length + 1];
        for (var i = 0; i < inputs.Length; i++) values[i] = inputs[i].Pointer;
        if (over is { } input)
        {
            Assert.Equal(Output, Types[input]);
            new ReadOnlySpan<byte>(inputs[input].Pointer, (int)Output.Bytes).CopyTo(new(target.Pointer, (int)Output.Bytes));
            values[input] = target.Pointer;
        }
        values[inputs.Length] = target.Pointer;
        // In pieces of a few tiles, like threads.
        const int Piece = 4096;
        loop.Begin();
        for (var start = 0; start < Output.ElementCount; start += threads > 1 ? Piece : int.MaxValue / 2)
            loop.RunRange(values, start, threads > 1 ? Math.Min(Output.ElementCount, start + Piece) : Output.ElementCount);
        var result = new ReadOnlySpan<byte>(target.Pointer, (int)Output.Bytes).ToArray();
        GC.KeepAlive(inputs);
        GC.KeepAlive(target);
        return result;
    }

    private static DataBuffer NewNumbers(TensorType type, int seed)
    {
        var buffer = new DataBuffer(type.Element, type.ElementCount);
        var numbers = Domains.Ordinary(new Random(seed), 0, type.ElementCount);
        for (var i = 0; i < type.ElementCount; i++) Write(type.Element, buffer.Pointer, i, numbers[i]);
        return buffer;
    }

    private static void Write(ElementType type, byte* target, int index, double number)
    {
        switch (type)
        {
            case ElementType.Float32: ((float*)target)[index] = (float)number; break;
            case ElementType.Float64: ((double*)target)[index] = number; break;
            case ElementType.Int32: ((int*)target)[index] = (int)(number * 100); break;
            case ElementType.Int64: ((long*)target)[index] = (long)(number * 100); break;
            default: ((bool*)target)[index] = number > 0; break;
        }
    }
}
