namespace Nabla.Learning;

/// <summary>A table with a vector for each class: whole numbers […] → […, size]. The table is [classes, size].</summary>
public sealed class Embedding : Module
{
    /// <summary>Creates a table of random vectors.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="size">The size of a vector.</param>
    /// <param name="generator">The generator of the random vectors.</param>
    /// <param name="initializer">The distribution of the table; standard normal by default.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Embedding(int classes, int size, Generator generator, Initializer? initializer = null, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        (Classes, Size) = (classes, size);
        Weight = Parameter("weight", (initializer ?? Initializer.Normal(1)).Draw([classes, size], generator, type));
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The size of a vector.</summary>
    public int Size { get; }

    /// <summary>The table, of shape [classes, size].</summary>
    public Variable Weight { get; }

    /// <inheritdoc/>
    public override string TypeName => "embedding";

    internal override Variable? AdaptableWeight => Weight;

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "classes", Classes }, { "size", Size }, { "dtype", Weight.Type.Element } };

    /// <inheritdoc/>
    /// <exception cref="ElementTypeException">The input is not int32 or int64.</exception>
    /// <exception cref="IndexOutOfRangeException">
    /// When computed: a number is negative or not below the number of classes; the message names the layer.
    /// </exception>
    public override Tensor Forward(Tensor x)
    {
        if (x.ElementType is not (ElementType.Int32 or ElementType.Int64))
            throw new ElementTypeException(TypeName, $"needs whole numbers below {Classes}, got {x.Type}; convert them with To.", [x.Type]);
        var label = ToString();
        var y = Weight.Value.Gather(x, label: label);
        return Adapter is { } adapter ? y + adapter.OfClasses(x, label) : y;
    }
}
