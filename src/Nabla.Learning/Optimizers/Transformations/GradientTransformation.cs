namespace Nabla.Learning;

/// <summary>
/// A step between gradients and optimizer, as in Optax: clipping, weight decay, accumulation, or a reduction over machines. Transformations form a chain,
/// <see cref="Optimizer.Transformations"/>.
/// </summary>
/// <remarks>A compiled step runs this C# code once, so values that change between steps must be in variables created with <see cref="State"/>.</remarks>
public abstract class GradientTransformation
{
    private readonly List<(string Name, Variable Variable)> state = [];

    /// <summary>The name in error messages, in lower case.</summary>
    public abstract string Name { get; }

    /// <summary>The state of the transformation, with names.</summary>
    public IReadOnlyList<(string Name, Variable Variable)> StateVariables => state;

    /// <summary>Returns the transformed gradients.</summary>
    /// <param name="gradients">One gradient per parameter.</param>
    /// <param name="parameters">The parameters.</param>
    /// <returns>Gradients of the same number and types.</returns>
    public abstract IReadOnlyList<Tensor> Transform(IReadOnlyList<Tensor> gradients, IReadOnlyList<Variable> parameters);

    /// <summary>Returns the transformed gradients, and may make the optimizer's step depend on a condition.</summary>
    /// <param name="gradients">One gradient per parameter.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="condition">A boolean scalar that is true if the optimizer takes this step; null if it always does.</param>
    public virtual IReadOnlyList<Tensor> Transform(IReadOnlyList<Tensor> gradients, IReadOnlyList<Variable> parameters, ref Tensor? condition) =>
        Transform(gradients, parameters);

    /// <summary>Creates a state variable of the transformation, saved under the given name.</summary>
    protected Variable State(string name, Tensor initial)
    {
        var variable = new Variable(initial, name);
        state.Add((name, variable));
        return variable;
    }
}
