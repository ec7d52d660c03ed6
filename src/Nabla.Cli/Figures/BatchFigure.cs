using System.Globalization;
using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>The time of a training step per example, against the number of examples in the batch.</summary>
internal static class BatchFigure
{
    private const int Inputs = 784, Hidden = 128, Outputs = 10;
    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

    /// <summary>Measures the steps, prints a table and returns the figure.</summary>
    public static LineFigureData Measure(CancellationToken cancellation)
    {
        var generator = new Generator(1);
        var network = Models.Perceptron([Inputs, Hidden, Outputs], "relu", generator);
        var (loss, optimizer) = (new CrossEntropyLoss(), new Sgd(network.Parameters(), 0.01));
        var steps = Sizes.Select(size =>
        {
            var x = generator.Normal([size, Inputs]).Evaluate();
            var t = loss.Encode(Tensor.From(Enumerable.Range(0, size).Select(i => (long)(i % Outputs)).ToArray()), Outputs).Evaluate();
            var step = Compile.Function((Tensor[] batch) =>
            {
                var error = loss.Mean(network.Forward(batch[0]), batch[1]);
                optimizer.Step(Reverse.Gradients(error, optimizer.Parameters));
                return [error];
            });
            return (Action)(() => Tensor.Evaluate(step([x, t])));
        }).ToArray();
        var seconds = new InterleavedTimer().Measure(steps, cancellation).Select(time => time.Seconds).ToArray();
        Console.Out.WriteLine($"a training step of a {Inputs}-{Hidden}-{Outputs} network, float32");
        Console.Out.WriteLine("batch      step   per example   examples per second");
        for (var i = 0; i < Sizes.Length; i++)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Sizes[i],5}  {seconds[i] * 1e6,5:N0} µs   {seconds[i] * 1e6 / Sizes[i],8:N1} µs   {Sizes[i] / seconds[i],19:N0}"));
        }
        var batches = Array.ConvertAll(Sizes, size => (double)size);
        return new()
        {
            Title = $"A training step of a {Inputs}-{Hidden}-{Outputs} network: time per example",
            Panels =
            [
                new()
                {
                    XName = "examples in the batch", YName = "microseconds per example", XLogarithmic = true, YLogarithmic = true,
                    Curves =
                    [
                        new()
                        {
                            Name = "in one batch",
                            X = batches,
                            Y = [.. seconds.Zip(batches, (time, size) => time * 1e6 / size)],
                            HasMarkers = true,
                        },
                        new()
                        {
                            Name = "one by one",
                            X = batches,
                            Y = [.. batches.Select(_ => seconds[0] * 1e6)],
                            Style = CurveStyle.Dashed,
                            Color = 6,
                        },
                    ],
                },
            ],
        };
    }
}
