namespace Nabla.Learning;

/// <summary>y = [x, f(x)]: the input joined with the output of a module, as in densely connected networks (Huang et al. 2017).</summary>
public sealed class DenseConnection : Module
{
    /// <summary>Creates a connection around <paramref name="inner"/>.</summary>
    /// <param name="inner">f; its outputs have the shape of its inputs but for the axis.</param>
    /// <param name="axis">The axis along which input and output are joined: 1 for channels or the features of rows.</param>
    public DenseConnection(Module inner, int axis = 1)
    {
        ArgumentNullException.ThrowIfNull(inner);
        (Inner, Axis) = (Child("inner", inner), axis);
    }

    /// <summary>f.</summary>
    public Module Inner { get; }

    /// <summary>The axis along which input and output are joined.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override string TypeName => "dense-connection";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "inner", Inner }, { "axis", Axis } };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tensor.Concatenate(Axis, x, ForwardChild("inner", Inner, x));
}
