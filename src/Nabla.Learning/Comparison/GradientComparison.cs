using System.Globalization;
using System.Numerics;

namespace Nabla.Learning;

/// <summary>Compares all methods of computing the gradient of an objective, and their cost, on the same network and examples.</summary>
/// <remarks>Everything is in float64. A method that would take too long or does not apply gives the reason instead of figures.</remarks>
public sealed class GradientComparison
{
    private readonly Module network;
    private readonly Objective objective;
    private readonly Tensor x;
    private readonly Tensor t;
    private readonly IReadOnlyList<Variable> parameters;
    private readonly Tensor error;
    private readonly double[] expected;
    private readonly Lazy<ScalarGraph> graph;

    /// <summary>Prepares a comparison and computes the gradient once by reverse mode.</summary>
    /// <param name="network">A network with float64 parameters, from [batch, in] to [batch, out].</param>
    /// <param name="objective">The objective E.</param>
    /// <param name="inputs">Inputs [batch, in], float64.</param>
    /// <param name="targets">Targets in the form that the loss expects, float64.</param>
    /// <exception cref="OperationException">A tensor is not float64, or the shapes do not match.</exception>
    /// <exception cref="ArgumentException">The network has no parameters.</exception>
    public GradientComparison(Module network, Objective objective, Tensor inputs, Tensor targets)
    {
        (this.network, this.objective, x, t) = (network, objective, inputs, targets);
        parameters = network.Parameters();
        if (parameters.Count == 0) throw new ArgumentException("gradients: the network has no parameters to differentiate with respect to.", nameof(network));
        error = Error();
        if (error.ElementType != ElementType.Float64)
            throw new ElementTypeException("gradients", $"the comparison requires float64, but the error is {error.Type}.", [error.Type]);
        expected = Flat(Reverse.Gradients(error, parameters));
        graph = new(() => ScalarGraph.Build(error));
        EvaluationOperations = OperationCounter.Count(error);
    }

    /// <summary>The number of weights that the network learns.</summary>
    public int WeightCount => expected.Length;

    /// <summary>Arithmetic operations in one evaluation of E.</summary>
    public long EvaluationOperations { get; }

    /// <summary>The exact number of paths from E to all weights.</summary>
    /// <exception cref="GraphLimitException">The network is too large for a graph of scalars.</exception>
    public BigInteger Paths
    {
        get
        {
            var counts = graph.Value.CountPaths(graph.Value.NodeOf(error));
            return Nodes().Aggregate(BigInteger.Zero, (sum, node) => sum + counts[node]);
        }
    }

    /// <summary>
    /// Runs each method once for its result; then, for its time, all of them in turns after a warm-up. The order of the methods does not affect the times.
    /// </summary>
    /// <param name="methods">The methods; the results have their order.</param>
    /// <param name="pathLimit">The largest number of paths to walk.</param>
    /// <param name="sweepLimit">The largest number of evaluations or sweeps that a method may take.</param>
    /// <param name="progress">Called before the first run of each method.</param>
    /// <param name="cancellation">Cancels the comparison.</param>
    /// <exception cref="OperationCanceledException">The comparison was canceled.</exception>
    public IReadOnlyList<GradientMethodResult> Compare(
        IEnumerable<GradientMethod> methods,
        long pathLimit = 1_000_000,
        int sweepLimit = 20_000,
        Action<GradientMethod>? progress = null,
        CancellationToken cancellation = default)
    {
        var results = new List<GradientMethodResult>();
        var (runs, indices) = (new List<Action>(), new List<int>());
        foreach (var method in methods)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(method);
            var result = Compare(method, pathLimit, sweepLimit, cancellation, out var gradient);
            if (result.Refusal is null)
            {
                runs.Add(() => gradient());
                indices.Add(results.Count);
            }
            results.Add(result);
        }
        var times = new InterleavedTimer().Measure(runs, cancellation);
        for (var i = 0; i < times.Length; i++) results[indices[i]] = results[indices[i]] with { Seconds = times[i].Seconds };
        return results;
    }

    /// <summary>Runs a method once. The time is left open.</summary>
    private GradientMethodResult Compare(
        GradientMethod method, long pathLimit, int sweepLimit, CancellationToken cancellation, out Func<(double[] Gradient, BigInteger Operations)> gradient)
    {
        var sweeps = method switch
        {
            GradientMethod.CentralDifferences => 2L * WeightCount,
            GradientMethod.ForwardDifferences => WeightCount + 1L,
            GradientMethod.ComplexStep or GradientMethod.Forward => WeightCount,
            _ => 1,
        };
        gradient = method switch
        {
            GradientMethod.Paths => () => ByPaths(pathLimit, cancellation),
            GradientMethod.ForwardDifferences => () => ByDifferences(Differences.Forward, sweeps, cancellation),
            GradientMethod.CentralDifferences => () => ByDifferences(Differences.Central, sweeps, cancellation),
            GradientMethod.ComplexStep => () => ByComplexStep(cancellation),
            GradientMethod.Layers => () => Counted(ByLayers()),
            GradientMethod.Forward => () => ByForwardMode(cancellation),
            _ => ByReverseMode,
        };
        if (sweeps > sweepLimit) return Refused(method, $"it takes {Text(sweeps)} evaluations, more than the limit of {Text(sweepLimit)}", isLimit: true);
        try
        {
            if (method == GradientMethod.Paths && Paths is var count && count > pathLimit)
                return Refused(method, $"there are {Text(count)} paths, more than the limit of {Text(pathLimit)}", isLimit: true);
            var (found, operations) = gradient();
            return new(method, null, found.Zip(expected, (a, b) => Math.Abs(a - b)).Max(), operations, double.NaN);
        }
        catch (Exception exception) when (exception is NotSupportedException or GraphLimitException)
        {
            return Refused(method, exception.Message);
        }
    }

    private (double[] Gradient, BigInteger Operations) ByPaths(long limit, CancellationToken cancellation)
    {
        var (gradient, operations, output) = (new double[WeightCount], (BigInteger)EvaluationOperations, graph.Value.NodeOf(error));
        var i = 0;
        foreach (var node in Nodes())
        {
            var sum = graph.Value.SumOverPaths(output, node, limit, cancellation);
            gradient[i++] = sum.Derivative;
            operations += sum.Multiplications + sum.Additions;
        }
        return (gradient, operations);
    }

    private (double[] Gradient, BigInteger Operations) ByDifferences(Differences differences, long evaluations, CancellationToken cancellation)
    {
        var gradients = parameters.Select(parameter => Numerical.Gradient(
            () =>
            {
                cancellation.ThrowIfCancellationRequested();
                return Error();
            },
            parameter,
            differences));
        return (Flat([.. gradients]), (BigInteger)EvaluationOperations * evaluations);
    }

    private (double[] Gradient, BigInteger Operations) ByComplexStep(CancellationToken cancellation)
    {
        var gradients = parameters.Select(parameter =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Numerical.ComplexStep(error, parameter.Value);
        });
        return (Flat([.. gradients]), (BigInteger)EvaluationOperations * WeightCount * 4);
    }

    /// <summary>Runs backpropagation layer by layer.</summary>
    /// <param name="observer">Called with every step.</param>
    /// <exception cref="NotSupportedException">The network has a layer that the algorithm does not support.</exception>
    public BackpropagationResult ByLayers(Action<BackpropagationStep>? observer = null) =>
        new Backpropagation(network as Sequential ?? new Sequential(network), objective) { Observer = observer }.Differentiate(x, t);

    private static (double[] Gradient, BigInteger Operations) Counted(BackpropagationResult result) => (Flat([.. result.Gradients]), result.Operations);

    private (double[] Gradient, BigInteger Operations) ByForwardMode(CancellationToken cancellation)
    {
        var (gradient, operations) = (new double[WeightCount], BigInteger.Zero);
        var place = 0;
        foreach (var parameter in parameters)
        {
            var direction = new double[parameter.Shape.ElementCount];
            for (var i = 0; i < direction.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                direction[i] = 1;
                var tangent = Forward.Jvp(error, [parameter.Value], [Tensor.From(direction, parameter.Shape)]);
                operations += OperationCounter.Count(error, tangent);
                gradient[place++] = tangent.ToDouble();
                direction[i] = 0;
            }
        }
        return (gradient, operations);
    }

    private (double[] Gradient, BigInteger Operations) ByReverseMode()
    {
        var gradients = Reverse.Gradients(error, parameters);
        return (Flat(gradients), OperationCounter.Count([error, .. gradients]));
    }

    private static GradientMethodResult Refused(GradientMethod method, string reason, bool isLimit = false) =>
        new(method, reason, double.NaN, BigInteger.Zero, double.NaN) { IsLimitReached = isLimit };

    private static string Text(BigInteger count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private Tensor Error() => objective.Compute(network.Forward(x), t, parameters);

    /// <summary>The nodes of all weights. E must depend on each of them, which is true of all layers.</summary>
    private IEnumerable<int> Nodes() => parameters.SelectMany(parameter => Enumerable.Range(graph.Value.NodeOf(parameter.Value), parameter.Shape.ElementCount));

    private static double[] Flat(Tensor[] gradients)
    {
        Tensor.Evaluate(gradients);
        return [.. gradients.SelectMany(gradient => gradient.ToArray<double>())];
    }
}
