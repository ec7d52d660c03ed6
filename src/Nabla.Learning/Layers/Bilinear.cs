namespace Nabla.Learning;

/// <summary>yₖ = aᵀ Wₖ b + cₖ of two parts of a row: [batch, first + second] → [batch, out]. W is [out, first, second].</summary>
public sealed class Bilinear : Module
{
    /// <summary>Creates a layer with random weights and zero biases.</summary>
    /// <param name="first">The number of elements of a, the first part of a row.</param>
    /// <param name="second">The number of elements of b, the rest of a row.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Bilinear(int first, int second, int outputs, Generator generator, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(second, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        (First, Second, Outputs) = (first, second, outputs);
        // Each output is a sum of first · second products.
        Weight = Parameter("weight", Initializer.Normal(1 / Math.Sqrt((double)first * second)).Draw([outputs, first, second], generator, type));
        Bias = Parameter("bias", Tensor.Zeros([outputs], type));
    }

    /// <summary>The number of elements of a.</summary>
    public int First { get; }

    /// <summary>The number of elements of b.</summary>
    public int Second { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>W, of shape [out, first, second].</summary>
    public Variable Weight { get; }

    /// <summary>c, of shape [out].</summary>
    public Variable Bias { get; }

    /// <inheritdoc/>
    public override string TypeName => "bilinear";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new()
    {
        { "first", First }, { "second", Second }, { "out", Outputs }, { "dtype", Weight.Type.Element },
    };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank != 2 || x.Shape[1] != First + Second)
            throw new ShapeException(TypeName, $"needs [batch, {First} + {Second}], got {x.Shape}.", [x.Type]);
        return Forward(x.Slice(1, ..First), x.Slice(1, First..));
    }

    /// <summary>Returns the output for a [batch, first] and b [batch, second].</summary>
    /// <exception cref="ShapeException">The inputs do not fit the layer or each other.</exception>
    public Tensor Forward(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Rank != 2 || b.Rank != 2 || a.Shape[1] != First || b.Shape[1] != Second || a.Shape[0] != b.Shape[0])
            throw new ShapeException(TypeName, $"needs [batch, {First}] and [batch, {Second}], got {a.Shape} and {b.Shape}.", [a.Type, b.Type]);
        // (a W) for all outputs is one product: [batch, out · second].
        var left = a.MatMul(Weight.Value.Permute(1, 0, 2).Reshape(First, Outputs * Second)).Reshape(-1, Outputs, Second);
        return (left * b.Reshape(-1, 1, Second)).Sum(2) + Bias;
    }
}
