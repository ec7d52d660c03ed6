using System.Globalization;
using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>
/// Norms of gradients of recurrent networks: along the steps of a sequence, where they vanish or explode, and along training, where clipping limits them.
/// </summary>
internal static class RecurrentGradientFigure
{
    private const int Steps = 100, Width = 64, Sequences = 32, Updates = 200;
    private const double Rate = 0.02, Limit = 1, Large = 1.1;
    private const int Blue = 0, Vermilion = 1, Green = 2;

    /// <summary>Computes the norms, prints two tables and returns the figure.</summary>
    public static LineFigureData Measure(CancellationToken cancellation)
    {
        (string Name, double[] Norms, int Color)[] networks =
        [
            ("recurrent weights · 0.9", NormsOfSteps(Plain(0.9)), Blue),
            ("recurrent weights · 1.1", NormsOfSteps(Plain(Large)), Vermilion),
            ("LSTM that keeps its cell", NormsOfSteps(OpenLstm()), Green),
        ];
        Console.Out.WriteLine($"norm of ∂E/∂x at step t, where E depends on step {Steps} only");
        Console.Out.WriteLine($"{"",-24}  {"t = 1",9}  {"t = 50",9}  {"t = 100",9}");
        foreach (var (name, norms, _) in networks)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24}  {norms[0],9:G2}  {norms[49],9:G2}  {norms[99],9:G2}"));
        (string Name, double[] Norms, double Error, int Color)[] runs =
        [
            Train("not clipped", null, Vermilion, cancellation), Train($"with clipping to {Limit}", new ClipByGlobalNorm(Limit), Blue, cancellation),
        ];
        Console.Out.WriteLine();
        Console.Out.WriteLine($"{"gradient in training",-24}  largest norm  error of the last 50 updates");
        foreach (var (name, norms, error, _) in runs)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24}  {norms.Max(),12:G3}  {error,28:G3}"));
        return new()
        {
            Title = "Gradients of recurrent networks over time",
            Panels =
            [
                Panel("Backward through a sequence", "step t", "‖∂E/∂x‖ at step t", networks.Select(network => (network.Name, network.Norms, network.Color))),
                Panel("Update by update", "update", "‖∂E/∂W‖", runs.Select(run => (run.Name, run.Norms, run.Color))),
            ],
        };
    }

    private static LinePanel Panel(string heading, string x, string y, IEnumerable<(string Name, double[] Norms, int Color)> curves) => new()
    {
        Heading = heading,
        XName = x,
        YName = y,
        YLogarithmic = true,
        Curves =
        [
            .. curves.Select(curve => new LineCurve
            {
                Name = curve.Name, X = [.. Enumerable.Range(1, curve.Norms.Length).Select(i => (double)i)], Y = curve.Norms, Color = curve.Color,
            }),
        ],
    };

    /// <summary>h ← tanh(W h + x): W is orthogonal, times a scale.</summary>
    private static Rnn Plain(double scale)
    {
        var generator = new Generator(1);
        var network = new Rnn(Width, Width, generator, type: ElementType.Float64);
        Set(network, "weight_hh_l0", Initializer.Orthogonal.Draw([Width, Width], generator, ElementType.Float64) * scale);
        Set(network, "weight_ih_l0", Tensor.Identity(Width, ElementType.Float64));
        foreach (var name in (string[])["bias_ih_l0", "bias_hh_l0"]) Set(network, name, Tensor.Zeros([Width], ElementType.Float64));
        return network;
    }

    /// <summary>An LSTM whose forget gates start near 1.</summary>
    private static Lstm OpenLstm()
    {
        var network = new Lstm(Width, Width, new Generator(1), type: ElementType.Float64);
        var zeros = Tensor.Zeros([Width], ElementType.Float64);
        Set(network, "bias_ih_l0", Tensor.Concatenate(0, zeros, zeros + 4, zeros, zeros));
        return network;
    }

    private static void Set(Module network, string name, Tensor value) => network.NamedParameters().Single(entry => entry.Path == name).Variable.Value = value;

    private static double[] NormsOfSteps(RecurrentLayer network)
    {
        var generator = new Generator(2);
        var x = generator.Normal([1, Steps, Width], 0, 1e-6, ElementType.Float64).Evaluate();
        var weights = generator.Normal([Width], type: ElementType.Float64).Evaluate();
        return Derivative.Gradient(inputs => (network.Forward(inputs).Slice(1, (Steps - 1)..) * weights).Sum())(x).Norm([0, 2]).ToArray<double>();
    }

    /// <summary>A network learns to repeat the sign that it saw at the first step, one of noise.</summary>
    private static (string Name, double[] Norms, double Error, int Color) Train(
        string name, GradientTransformation? clipping, int color, CancellationToken cancellation)
    {
        const int Length = 50;
        var generator = new Generator(3);
        var (network, output) = (Plain(Large), new Linear(Width, 1, generator, type: ElementType.Float64));
        Variable[] parameters = [.. network.Parameters(), .. output.Parameters()];
        var optimizer = new Sgd(parameters, Rate);
        if (clipping is not null) optimizer.Transformations.Add(clipping);
        var step = Compile.Function((Tensor[] _) =>
        {
            var signs = generator.Bernoulli(Tensor.Full([Sequences, 1], 0.5, ElementType.Float64)) * 2 - 1;
            var noise = generator.Normal([Sequences, Length, Width], 0, 0.1, ElementType.Float64);
            var first = signs.Reshape(Sequences, 1, 1).BroadcastTo(Sequences, 1, Width).Pad(1, 0, Length - 1);
            var y = output.Forward(network.Forward(noise + first).Slice(1, (Length - 1)..).Reshape(Sequences, Width));
            var error = (y - signs).Square().Mean();
            var gradients = Reverse.Gradients(error, parameters);
            optimizer.Step(gradients);
            return [error, gradients.Select(gradient => gradient.Square().Sum()).Aggregate((sum, term) => sum + term).Sqrt()];
        });
        var (norms, errors) = (new double[Updates], new double[Updates]);
        for (var i = 0; i < Updates; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var results = step([]);
            Tensor.Evaluate(results);
            (errors[i], norms[i]) = (results[0].ToDouble(), results[1].ToDouble());
        }
        return (name, norms, errors[^50..].Average(), color);
    }
}
