using Xunit;

namespace Nabla.Tests.Graph;

public class ConcurrencyTests
{
    private const int Steps = 60;

    [Fact]
    public void TwoModelsTrainedAndAThirdReadByFour_GiveWhatEachGivesAlone()
    {
        var (first, second, third) = (new Network(1), new Network(2), new Network(3));
        var expected = (Train(new Network(1)), Train(new Network(2)), Infer(new Network(3), 0));
        float[][] losses = [[], []];
        var inferred = new float[4][];
        Run(
        [
            () => losses[0] = Train(first),
            () => losses[1] = Train(second),
            .. Enumerable.Range(0, 4).Select(i => (Action)(() => inferred[i] = Infer(third, i))),
        ]);
        Assert.Equal(expected.Item1, losses[0]);
        Assert.Equal(expected.Item2, losses[1]);
        Assert.All(inferred, result => Assert.Equal(expected.Item3, result));
        Assert.True(losses[0][^1] < losses[0][0] * 0.9, "The model did not learn anything.");
    }

    [Fact]
    public void OneTensorReadByManyThreads_IsTheSameEverywhere()
    {
        for (var round = 0; round < 50; round++)
        {
            var x = Tensor.From<double>([round, 2, 3]);
            var shared = (x.Sin() * 2).Tanh();
            var branches = Enumerable.Range(0, 4).Select(i => (shared + i).Sum()).ToArray();
            var read = new double[4];
            Run([.. Enumerable.Range(0, 4).Select(i => (Action)(() => read[i] = branches[i].ToDouble() - 3 * i))]);
            var expected = x.ToArray<double>().Sum(value => Math.Tanh(2 * Math.Sin(value)));
            Assert.All(read, value => Assert.Equal(expected, value, 1e-12));
        }
    }

    [Fact]
    public void Gradients_OfOneGraphOnManyThreads_DoNotMix()
    {
        var w = new Variable(Tensor.From<double>([1, 2, 3]));
        var y = (w.Value * w.Value * w.Value).Sum();
        var gradients = new double[4][];
        Run([.. Enumerable.Range(0, 4).Select(i => (Action)(() => gradients[i] = Reverse.Vjp(y, Tensor.Scalar((double)i), w)[0].ToArray<double>()))]);
        for (var i = 0; i < 4; i++) Assert.Equal([3.0 * i, 12 * i, 27 * i], gradients[i]);
    }

    private static float[] Train(Network network)
    {
        var x = new Generator(10).Normal([32, 5]).Evaluate();
        var target = x.Sum([1], keepAxes: true).Sin().Evaluate();
        var losses = new float[Steps];
        for (var i = 0; i < Steps; i++)
        {
            var loss = (network.Forward(x) - target).Square().Mean();
            var gradients = Reverse.Gradients(loss, network.Parameters);
            for (var p = 0; p < gradients.Length; p++) network.Parameters[p].Value -= 0.1 * gradients[p];
            losses[i] = loss.Item<float>();
        }
        return losses;
    }

    private static float[] Infer(Network network, int thread)
    {
        var result = Array.Empty<float>();
        for (var i = 0; i < Steps; i++)
        {
            // The shape changes now and then, so that threads compile programs while others run theirs.
            network.Forward(Tensor.Ones([1 + (i + thread) % 7, 5])).Evaluate();
            result = network.Forward(Tensor.Full([3, 5], 0.5)).ToArray<float>();
        }
        return result;
    }

    private static void Run(Action[] actions)
    {
        Exception? failure = null;
        using var start = new Barrier(actions.Length);
        var threads = Array.ConvertAll(actions, action => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }));
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Null(failure);
    }

    private sealed class Network
    {
        public Network(long seed)
        {
            var generator = new Generator(seed);
            Parameters = [new(generator.Normal([5, 16], 0, 0.4)), new(Tensor.Zeros([16])), new(generator.Normal([16, 1], 0, 0.3)), new(Tensor.Zeros([1]))];
        }

        public Variable[] Parameters { get; }

        public Tensor Forward(Tensor x) => (x.MatMul(Parameters[0].Value) + Parameters[1].Value).Tanh().MatMul(Parameters[2].Value) + Parameters[3].Value;
    }
}
