namespace Nabla;

/// <summary>A function of floats, element by element: a name, a body and partial derivatives. Inputs and result have one type.</summary>
internal abstract class FloatFunction : ElementwiseOperation
{
    public sealed override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);
}
