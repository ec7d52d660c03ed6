using System.CommandLine;
using System.Globalization;
using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary><c>nabla plot</c>: draws the lecture's figures, computed by the library.</summary>
internal static class PlotCommand
{
    public static Command Create() => new("plot", "Draw the lecture's figures: nonlinearities, losses, saturation, batches, recurrence, decision boundaries.")
    {
        Functions("nonlinearities", "Draw nonlinearities with their derivatives.", FunctionFigures.Nonlinearities, 1400, 720),
        Functions("losses", "Draw classification losses against z·t, with the ideal misclassification error.", FunctionFigures.Losses, 1200, 900),
        Functions(
            "saturation",
            "Show why squared error on sigmoid or tanh outputs does not learn from confident mistakes.",
            FunctionFigures.Saturation,
            1200,
            650),
        Measured("batches", "Measure a training step with larger and larger batches.", BatchFigure.Measure),
        Measured(
            "recurrence",
            "Show how gradients of recurrent networks vanish or explode over time, and how clipping limits them.",
            RecurrentGradientFigure.Measure),
        Boundary(),
    };

    private static Command Measured(string name, string description, Func<CancellationToken, LineFigureData> measure)
    {
        var picture = new Option<string>("--out") { Description = "Output file, which ends in .png or .svg", DefaultValueFactory = _ => $"{name}.png" };
        var command = new Command(name, description) { picture };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(picture)!;
            LineFigure.ThrowIfCannotDraw(path);
            using var interruption = new Interruption();
            LineFigure.Draw(path, measure(interruption.Token), 1200, 700);
            Console.Out.WriteLine($"saved to {path}");
            return 0;
        });
        return command;
    }

    private static Command Functions(string name, string description, Func<LineFigureData> data, int width, int height)
    {
        var picture = new Option<string>("--out") { Description = "Output file, which ends in .png or .svg", DefaultValueFactory = _ => $"{name}.png" };
        var command = new Command(name, description) { picture };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(picture)!;
            LineFigure.ThrowIfCannotDraw(path);
            LineFigure.Draw(path, data(), width, height);
            Console.Out.WriteLine($"saved to {path}");
            return 0;
        });
        return command;
    }

    private static Command Boundary()
    {
        var source = new Argument<string>("data") { Description = "Data set: moons, spirals or xor" };
        var hidden = new Option<string>("--hidden") { Description = "Widths of the hidden layers, or none", DefaultValueFactory = _ => "32,32" };
        var basis = BasisChoice.Create();
        var activation = new Option<string>("--activation")
        {
            Description = $"Nonlinearity: {string.Join(", ", Activation.Names)} or maxout",
            DefaultValueFactory = _ => "tanh",
        };
        var epochs = Numbers.Whole("--epochs", "Number of training epochs", 100);
        var count = Numbers.Whole("--frames", "Number of frames", 8);
        var seed = Numbers.Seed();
        var animate = new Option<bool>("--animate") { Description = "Draw an animated SVG instead of frames side by side" };
        var picture = new Option<string>("--out") { Description = "Output file, which ends in .png or .svg", DefaultValueFactory = _ => "boundary.png" };
        var command = new Command("boundary", "Draw the decision boundary of a network during training.")
        {
            source, hidden, basis, activation, epochs, count, seed, animate, picture,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(picture)!;
            var moves = parsed.GetValue(animate);
            if (moves && !path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
                throw new DataException($"--animate: '{path}' must end in .svg; a PNG cannot be animated.");
            DecisionBoundaryFigure.ThrowIfCannotDraw(path);
            var last = Within(epochs, parsed, 1, 10_000);
            var moments = BoundaryRecorder.Moments(Within(count, parsed, 2, 24), last);
            var data = parsed.GetRequiredValue(source) switch
            {
                "moons" => SyntheticData.Moons(600, 0.12, new HostRandom(parsed.GetValue(seed))),
                "spirals" => SyntheticData.Spirals(900, 0.03, new HostRandom(parsed.GetValue(seed))),
                "xor" => SyntheticData.Xor(600, 0.25, new HostRandom(parsed.GetValue(seed))),
                var other => throw new DataException($"There is no two-dimensional data set '{other}'; the data sets are moons, spirals and xor."),
            };
            var generator = new Generator(parsed.GetValue(seed));
            var network = new Sequential();
            if (parsed.GetValue(basis) is { } text) network.Add(BasisChoice.Parse(text, 2, generator));
            BasisChoice.Fit(network, data, parsed.GetValue(seed));
            int[] widths = [network.OfType<Basis>().FirstOrDefault()?.Outputs ?? 2, .. LayerWidths.Parse(parsed.GetValue(hidden)!), data.OutputWidth];
            foreach (var layer in Models.Perceptron(widths, parsed.GetValue(activation)!, generator)) network.Add(layer);
            var recorder = new BoundaryRecorder(network, data);
            recorder.Record(0);
            using var interruption = new Interruption();
            var trainer = new Trainer(network, new Objective(new CrossEntropyLoss(), new L2Regularizer(), 1e-5), new Adam(network.Parameters(), 0.01));
            var results = trainer.Fit(
                data,
                null,
                new TrainingOptions { Epochs = last, BatchSize = 32, Seed = parsed.GetValue(seed) },
                callbacks: [new TrainingCallback(epoch: result =>
                {
                    if (!moments.Contains(result.Epoch)) return;
                    recorder.Record(result.Epoch);
                    Console.Out.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"epoch {result.Epoch,4}  loss {result.Training.Loss:F4}  accuracy {result.Training.Score:P1}"));
                })],
                cancellation: interruption.Token);
            var title = widths.Length > 2
                ? $"{data.Name}: training a {string.Join("-", widths)} network with {parsed.GetValue(activation)} units"
                : $"{data.Name}: training a linear model of {parsed.GetValue(basis) ?? "the inputs"}";
            var figure = recorder.Data(title);
            if (moves) DecisionBoundaryFigure.DrawAnimation(path, figure);
            else DecisionBoundaryFigure.Draw(path, figure, 1400, HeightFor(figure));
            Console.Out.WriteLine(results.Count < last ? $"stopped after {results.Count} epochs; the frames so far are saved to {path}" : $"saved to {path}");
            return results.Count < last ? ExitCode.Interrupted : 0;
        });
        return command;
    }

    /// <summary>The height of a picture 1400 pixels wide with four frames per row; wide frames need less.</summary>
    private static int HeightFor(DecisionBoundaryFigureData data)
    {
        var (frames, extent) = (data.Frames.Count, data.Extent);
        var frame = Math.Min(330, 350 * (extent.Top - extent.Bottom) / (extent.Right - extent.Left) + 60);
        return frames <= 4 ? (int)(150 + frame) : (int)(190 + frame * ((frames + 3) / 4));
    }

    private static int Within(Option<int> option, ParseResult parsed, int least, int most)
    {
        var number = parsed.GetValue(option);
        return number >= least && number <= most ? number : throw new DataException($"{option.Name} {number}: it must be from {least} to {most}.");
    }
}
