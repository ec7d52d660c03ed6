using System.Collections;
using System.Globalization;

namespace Nabla.Learning;

/// <summary>Modules one after another; written as a collection: <c>new Sequential { new Linear(…), Activation.Relu(), … }</c>.</summary>
public sealed class Sequential : Module, IEnumerable<Module>
{
    private const int MaxoutPieces = 3;

    /// <summary>Without modules, the output is the input.</summary>
    public Sequential()
    {
    }

    /// <summary>The modules in the order in which they are applied.</summary>
    public Sequential(params IEnumerable<Module> modules)
    {
        foreach (var module in modules) Add(module);
    }

    /// <inheritdoc/>
    public override string TypeName => "sequential";

    /// <summary>Puts a module at the end; its name is its position.</summary>
    public void Add(Module module) => Child(Children.Count.ToString(CultureInfo.InvariantCulture), module);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        foreach (var (name, module) in Children) x = ForwardChild(name, module, x);
        return x;
    }

    /// <summary>The layers, a line each, with the number of numbers that each learns, and their sum.</summary>
    public override string ToString()
    {
        var rows = Children.Select(child => (child.Name, Text: child.Module.Describe(), Count: child.Module.ParameterCount().ToString("N0", CultureInfo.InvariantCulture))).ToList();
        if (rows.Count == 0) return "sequential, without layers";
        var (names, texts, counts) = (rows.Max(row => row.Name.Length), rows.Max(row => row.Text.Length), rows.Max(row => row.Count.Length));
        var lines = rows.Select(row => $"{row.Name.PadLeft(names)}  {row.Text.PadRight(texts)}  {row.Count.PadLeft(counts)}");
        return string.Create(CultureInfo.InvariantCulture, $"sequential, {ParameterCount():N0} parameters\n{string.Join('\n', lines)}");
    }

    /// <inheritdoc/>
    public IEnumerator<Module> GetEnumerator() => Children.Select(child => child.Module).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A multi-layer perceptron: linear layers of the given widths with a nonlinearity between them, none at the end.</summary>
    /// <param name="widths">The width of the input, of every hidden layer and of the output.</param>
    /// <param name="activation">The name of the nonlinearity; <c>maxout</c> for layers of learned pieces.</param>
    /// <param name="generator">Where the random weights come from.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">There are fewer than two widths, or no such nonlinearity.</exception>
    public static Sequential Perceptron(IReadOnlyList<int> widths, string activation, Generator generator, ElementType type = ElementType.Float32)
    {
        if (widths.Count < 2) throw new ArgumentException("A perceptron needs the width of its input and of its output at least.", nameof(widths));
        var network = new Sequential();
        for (var layer = 1; layer < widths.Count; layer++)
        {
            var isOutput = layer == widths.Count - 1;
            if (activation == "maxout" && !isOutput)
            {
                network.Add(new Maxout(widths[layer - 1], widths[layer], MaxoutPieces, generator, type: type));
                continue;
            }
            // What cuts off half of its input, or nearly, needs twice the variance.
            var initialization = activation is "relu" or "leaky-relu" && !isOutput ? Initializer.He : Initializer.Xavier;
            network.Add(new Linear(widths[layer - 1], widths[layer], generator, initialization, type));
            if (!isOutput) network.Add(Activation.FromName(activation));
        }
        return network;
    }
}
