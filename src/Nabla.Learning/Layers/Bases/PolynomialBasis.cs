using System.Globalization;
using System.Numerics;

namespace Nabla.Learning;

/// <summary>
/// All products of up to <c>degree</c> inputs: x₁, x₂, x₁², x₁x₂, x₂² for two inputs and degree 2. There are C(in + degree, degree) − 1 of them; the
/// constant is left to the bias of the next layer.
/// </summary>
public sealed class PolynomialBasis : Basis
{
    private const int MaximumDegree = 100;

    // Products of k inputs are products of k − 1 inputs, each times one input that is not before its last.
    private readonly (Tensor Product, Tensor Input)[] factors;

    /// <summary>Creates the products, in the order of their degree.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="degree">The largest number of factors.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the degree above 100.</exception>
    /// <exception cref="ArgumentException">There are more than <see cref="Basis.MaximumOutputs"/> products.</exception>
    public PolynomialBasis(int inputs, int degree)
        : base(inputs, CountProducts(inputs, degree))
    {
        Degree = degree;
        factors = new (Tensor, Tensor)[degree - 1];
        var last = Enumerable.Range(0, inputs).ToArray();
        for (var k = 0; k < factors.Length; k++)
        {
            var pairs = last.SelectMany((input, product) => Enumerable.Range(input, inputs - input).Select(next => (product, next))).ToArray();
            last = [.. pairs.Select(pair => pair.next)];
            factors[k] = (Tensor.From(pairs.Select(pair => pair.product).ToArray()), Tensor.From(last));
        }
    }

    /// <summary>The largest number of factors.</summary>
    public int Degree { get; }

    /// <inheritdoc/>
    public override string TypeName => "polynomial";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "in", Inputs }, { "degree", Degree } };

    private protected override Tensor Functions(Tensor x)
    {
        var products = new Tensor[Degree];
        products[0] = x;
        for (var k = 1; k < Degree; k++) products[k] = products[k - 1].Gather(factors[k - 1].Product, 1) * x.Gather(factors[k - 1].Input, 1);
        return Degree == 1 ? x : Tensor.Concatenate(1, products);
    }

    private static int CountProducts(int inputs, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, MaximumDegree);
        var count = BigInteger.One;
        for (var i = 1; i <= degree; i++) count = count * (inputs + (BigInteger)i) / i;
        count--;
        return count <= MaximumOutputs
            ? (int)count
            : throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"polynomial of degree {degree}: {inputs:N0} inputs make {count:N0} functions, more than {MaximumOutputs:N0}; "
                + $"take a lower degree, or additive-polynomial, which has no products of different inputs."));
    }
}
