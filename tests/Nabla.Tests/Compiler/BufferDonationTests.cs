using Nabla.Compiler;
using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests.Compiler;

/// <summary>Tests that values of variables are overwritten in place only if nothing can observe it.</summary>
public class BufferDonationTests
{
    private const int Length = 50_000;

    [Fact]
    public void Step_ThatOnlyAdds_WritesOverTheOldContent()
    {
        Assert.SkipWhen(Verifier.IsWanted, "Validation needs the old values.");
        var v = new Variable(Tensor.Zeros([Length]));
        var step = Compile.Step(() => v.Value = v.Value + 1);
        // The first value belongs to its creator.
        step();
        step();
        var held = v.BeginReading();
        v.EndReading();
        step();
        Assert.Same(held, v.BeginReading());
        v.EndReading();
        Assert.All(v.Value.ToArray<float>(), number => Assert.Equal(3, number));
    }

    [Fact]
    public void TensorThatWasRead_KeepsItsNumbers()
    {
        var v = new Variable(Tensor.Zeros([Length]));
        var step = Compile.Step(() => v.Value = v.Value + 1);
        for (var run = 1; run <= 5; run++)
        {
            step();
            step();
            var seen = v.Value;
            var numbers = seen.ToArray<float>();
            step();
            step();
            Assert.Equal(numbers, seen.ToArray<float>());
            Assert.Equal(4f * run, v.Value.ToArray<float>()[^1]);
        }
    }

    [Fact]
    public void Step_ThatFails_LeavesEveryVariableAlone()
    {
        var (v, w) = (new Variable(Tensor.Zeros([Length])), new Variable(Tensor.Ones([4])));
        var table = Tensor.From<float>([1, 2, 3, 4]);
        var step = Compile.Function(index =>
        {
            v.Value = v.Value + 1;
            w.Value = w.Value * table.Gather(index);
            return v.Value.Sum();
        });
        var good = Tensor.From<long>([1, 1, 1, 1]);
        step(good);
        step(good);
        var before = (v.BeginReading().Span<float>().ToArray(), w.BeginReading().Span<float>().ToArray());
        v.EndReading();
        w.EndReading();
        Assert.Throws<IndexOutOfRangeException>(() => step(Tensor.From<long>([0, 1, 2, 9])));
        Assert.Equal(before.Item1, v.Value.ToArray<float>());
        Assert.Equal(before.Item2, w.Value.ToArray<float>());
        step(good);
        Assert.Equal(3, v.Value.ToArray<float>()[0]);
    }

    [Fact]
    public void ContentWhoseBeginningRowsRead_IsNotWrittenOver()
    {
        // One value per row, computed from the first rows of the value that the rows are subtracted from.
        const int Size = 200;
        var start = Tensor.From(Enumerable.Range(0, Size * Size).Select(i => i * 7919 % 101f).ToArray(), [Size, Size]);
        var v = new Variable(start);
        static Tensor Next(Tensor x, Func<Tensor, Tensor> made) =>
            x - made(made(x.Max(1)).Reshape(1, Size) + x.Slice(0, ..1)).Reshape(Size, 1);
        var step = Compile.Step(() => v.Value = Next(v.Value, y => y));
        var expected = start;
        for (var run = 0; run < 4; run++)
        {
            step();
            expected = Next(expected, y => y.Evaluate()).Evaluate();
        }
        Assert.Equal(expected.ToArray<float>(), v.Value.ToArray<float>());
        // The same for a value in the arena instead of a variable.
        var inArena = Next(start * 1.5, y => y) + 0;
        Assert.Equal(Next((start * 1.5).Evaluate(), y => y.Evaluate()).ToArray<float>(), inArena.ToArray<float>());
    }

    [Fact]
    public void IntegerDivisionThatFails_LeavesEveryVariableAlone()
    {
        var v = new Variable(Tensor.Full([Length], 1024, ElementType.Int32));
        var w = new Variable(Tensor.Full([Length], 0, ElementType.Int32));
        var step = Compile.Function(x =>
        {
            var old = v.Value;
            v.Value = old / x;
            w.Value = w.Value + old;
            return x.Sum();
        });
        var divisors = Enumerable.Repeat(2, Length).ToArray();
        for (var run = 0; run < 3; run++) step(Tensor.From(divisors));
        divisors[Length / 2] = 0;
        Assert.StartsWith("divide: 128 / 0 has no result in int32", Assert.Throws<DivideByZeroException>(() => step(Tensor.From(divisors))).Message);
        Assert.All(v.Value.ToArray<int>(), number => Assert.Equal(128, number));
        Assert.All(w.Value.ToArray<int>(), number => Assert.Equal(1024 + 512 + 256, number));
    }

    [Fact]
    public void ContentThatALaterStepReads_IsNotWrittenOver()
    {
        var v = new Variable(Tensor.Full([64, 64], 1));
        var w = new Variable(Tensor.Zeros([64, 64]));
        var identity = Tensor.Identity(64);
        var step = Compile.Step(() =>
        {
            var old = v.Value;
            v.Value = old + 1;
            // A product, which comes after the loop because it reads the loop's result.
            w.Value = old.MatMul(v.Value.MatMul(identity) * 0 + identity);
        });
        for (var run = 0; run < 5; run++) step();
        Assert.All(w.Value.ToArray<float>(), number => Assert.Equal(5, number));
    }

    [Fact]
    public void SmallContentThatIsReadBackwards_IsNotWrittenOver()
    {
        // Small enough for the loop to read through the transpose.
        const int Size = 20;
        var v = new Variable(Tensor.From(Enumerable.Range(0, Size * Size).Select(i => (float)i).ToArray(), [Size, Size]));
        var step = Compile.Step(() => v.Value = v.Value.Transpose() * 2 - v.Value);
        var expected = v.Value.ToArray<float>();
        for (var run = 0; run < 4; run++)
        {
            step();
            expected = [.. Enumerable.Range(0, Size * Size).Select(i => expected[i % Size * Size + i / Size] * 2 - expected[i])];
        }
        Assert.Equal(expected, v.Value.ToArray<float>());
    }

    [Fact]
    public void VariablesThatChangePlaces_AreBothReadFirst()
    {
        var (v, w) = (new Variable(Tensor.Full([Length], 1)), new Variable(Tensor.Full([Length], 2)));
        var step = Compile.Step(() =>
        {
            var old = v.Value;
            v.Value = w.Value * 2;
            w.Value = old * 3;
        });
        for (var run = 0; run < 4; run++) step();
        // Two steps multiply each value by 6.
        Assert.Equal((36f, 72f), (v.Value.ToArray<float>()[^1], w.Value.ToArray<float>()[0]));
    }

    [Fact]
    public void ContentThatIsReadBackwards_IsNotWrittenOver()
    {
        var v = new Variable(Tensor.From(Enumerable.Range(0, 300 * 300).Select(i => i % 300f).ToArray(), [300, 300]));
        var step = Compile.Step(() => v.Value = v.Value.Transpose() + v.Value);
        var expected = v.Value.ToArray<float>();
        for (var run = 0; run < 4; run++)
        {
            step();
            expected = [.. Enumerable.Range(0, 300 * 300).Select(i => expected[i % 300 * 300 + i / 300] + expected[i])];
        }
        Assert.Equal(expected, v.Value.ToArray<float>());
    }

    [Fact]
    public void OldContentThatIsReturned_IsTheOldOne()
    {
        var v = new Variable(Tensor.Zeros([Length]));
        var step = Compile.Function(x =>
        {
            var old = v.Value;
            v.Value = old + x;
            return old;
        });
        var one = Tensor.Scalar(1f);
        for (var run = 0; run < 5; run++) Assert.Equal(run, step(one).ToArray<float>()[^1]);
    }

    [Fact]
    public void VariableReadByOthersDuringSteps_IsNeverHalfWritten()
    {
        var v = new Variable(Tensor.Zeros([Length]));
        var step = Compile.Step(() => v.Value = v.Value + 1);
        var total = Compile.Function(x => v.Value - x);
        var zero = Tensor.Scalar(0f);
        var failures = 0;
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(reader => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var numbers = (reader == 0 ? v.Value : total(zero)).ToArray<float>();
                if (numbers.Distinct().Count() != 1) Interlocked.Increment(ref failures);
            }
        })).ToList();
        readers.ForEach(reader => reader.Start());
        for (var run = 0; run < 300; run++) step();
        stop.Cancel();
        readers.ForEach(reader => reader.Join());
        Assert.Equal(0, failures);
        Assert.Equal(300, v.Value.ToArray<float>()[0]);
    }

    [Fact]
    public void ResultsOverWhatTheyAreMadeOf_TakeNoMemoryOfTheirOwn()
    {
        var x = Tensor.From(new float[64 * 64], [64, 64]);
        // A product, a loop over it, a product of that, a loop over it.
        var y = ((x.MatMul(x) + 1).Tanh().MatMul(x) + 1).Tanh().MatMul(x);
        var program = new CpuEvaluator(new BlocksExecutor(), 1).ProgramFor(Pipeline.Canonicalize([y]).Graph);
        Assert.Equal(2 * 64 * 64 * 4 + 64, program.ArenaBytes);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(5003)]
    public void BlocksAndKernels_OverTheirInput_GiveTheSame(int length)
    {
        // A kernel writes a product with one column, then the loop processes it.
        var random = new Random(length);
        var (x, w) = (
            Tensor.From(Enumerable.Range(0, length).Select(_ => random.NextDouble() * 2 - 1).ToArray(), [length, 1]),
            Tensor.From<double>([0.5], [1, 1]));
        Tensor Build()
        {
            var h = x.MatMul(w);
            return ((h * 3).Sin() + h.Tanh() / (h.Exp() + 1)).MatMul(w);
        }
        Executor[] executors = [new BlocksExecutor(), new EmittedExecutor(KernelCache.Shared, isAtOnce: true)];
        var expected = Build();
        new CpuEvaluator(executors[0], 1, isValidated: true).Evaluate([expected]);
        foreach (var executor in executors)
        {
            var actual = Build();
            new CpuEvaluator(executor, 2).Evaluate([actual]);
            Assert.Equal(expected.ToArray<double>(), actual.ToArray<double>());
        }
    }
}
