using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The networks that <c>nabla gradients</c> uses, in double precision.</summary>
internal static class GradientNetworks
{
    public static Sequential Build(string kind, int[] widths, string activation, Generator generator) => kind switch
    {
        "mlp" => Models.Perceptron(widths, activation, generator, ElementType.Float64),
        "skip" => Skip(widths, activation, generator),
        "recurrent" => Recurrent(widths, generator),
        _ => throw new DataException($"--network {kind}: unknown network; the networks are mlp, skip and recurrent."),
    };

    /// <summary>The number of features in an example.</summary>
    public static int Inputs(string kind, int[] widths) => kind == "recurrent" ? widths[0] * (widths.Length - 2) : widths[0];

    private static Sequential Skip(int[] widths, string activation, Generator generator)
    {
        if (widths[1..^1].Distinct().Count() != 1)
            throw new DataException($"--network skip: the hidden layers must have the same width, not {string.Join('-', widths[1..^1])}.");
        var width = widths[1];
        var network = new Sequential { new Linear(widths[0], width, generator, type: ElementType.Float64), Activation.FromName(activation) };
        for (var layer = 2; layer < widths.Length - 1; layer++)
            network.Add(new Residual(new Sequential(new Linear(width, width, generator, type: ElementType.Float64), Activation.FromName(activation))));
        network.Add(new Linear(width, widths[^1], generator, type: ElementType.Float64));
        return network;
    }

    private static Sequential Recurrent(int[] widths, Generator generator) =>
    [
        new ElmanNetwork(widths[0], widths[1], widths.Length - 2, generator, ElementType.Float64),
        new Linear(widths[1], widths[^1], generator, type: ElementType.Float64),
    ];
}
