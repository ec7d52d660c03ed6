using Nabla.Learning;

namespace Nabla.Tests.Learning.Layers;

/// <summary>Networks for tests of adapters.</summary>
internal static class AdaptedNetworks
{
    /// <summary>Containers of all kinds, a normalization, dropout, and a module of its own that keeps its layers in fields.</summary>
    public static Sequential Nested(ElementType type = ElementType.Float32)
    {
        var generator = new Generator(3);
        return new Sequential
        {
            { "in", new Linear(4, 6, generator, type: type) },
            { "norm", new BatchNorm(6, type: type) },
            { "drop", new Dropout(0.25, new Generator(8)) },
            { "skip", new Residual(new Sequential { new Linear(6, 6, generator, type: type, hasBias: false), Activation.Tanh() }) },
            { "own", new Attended(generator, type) },
            { "out", new Linear(6, 3, generator, type: type) },
        };
    }

    /// <summary>A network whose adapters are not 0 any more.</summary>
    public static Module Moved(Module network, long seed = 21)
    {
        var generator = new Generator(seed);
        foreach (var (_, variable) in Lora.NamedParameters(network))
            variable.Value = generator.Normal(variable.Shape, 0, 0.5, variable.Type.Element).Evaluate();
        return network;
    }

    public static Tensor Input(ElementType type = ElementType.Float32, int batch = 5) => new Generator(9).Normal([batch, 4], 0, 1, type).Evaluate();

    public static double[] Numbers(Tensor x) => x.To(ElementType.Float64).ToArray<double>();

    public static Dictionary<string, double[]> State(Module network) =>
        network.StateVariables.ToDictionary(entry => entry.Path, entry => Numbers(entry.Variable.Value));

    /// <summary>Gates its input by layers that it calls directly.</summary>
    internal sealed class Attended : Module
    {
        private readonly Linear query;
        private readonly Linear value;

        public Attended(Generator generator, ElementType type)
        {
            query = Child("query", new Linear(6, 6, generator, type: type));
            value = Child("value", new Linear(6, 6, generator, type: type));
        }

        public override string TypeName => "attended";

        public override Tensor Forward(Tensor x) => query.Forward(x).Sigmoid() * value.Forward(x);
    }
}
