using System.CommandLine;
using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The option for fixed basis functions: a name and a number.</summary>
internal static class BasisChoice
{
    public static Option<string?> Create() => new("--basis")
    {
        Description = "Fixed basis functions of the inputs, with their degree or number, such as polynomial:3 or gaussian:20; with their number per input if "
            + $"additive: {string.Join(", ", Basis.Names)}",
    };

    /// <summary>Creates the functions.</summary>
    /// <param name="text">Such as <c>polynomial:3</c>.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="generator">The generator of random functions.</param>
    public static Basis Parse(string text, int inputs, Generator generator)
    {
        var parts = text.Split(':');
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is < 1 or > Basis.MaximumOutputs)
        {
            throw new DataException($"--basis {text}: it must be a name and a number from 1 to {Basis.MaximumOutputs}, such as polynomial:3.");
        }
        return Basis.FromName(parts[0], inputs, count, generator);
    }

    /// <summary>Fits the functions of a network that depend on the data.</summary>
    /// <param name="network">The network.</param>
    /// <param name="prepared">The training examples, standardized for the network.</param>
    /// <param name="seed">The seed of the random choices.</param>
    public static void Fit(Sequential network, Dataset prepared, long seed)
    {
        foreach (var functions in network.OfType<GaussianBasis>()) functions.Fit(prepared, seed);
    }
}
