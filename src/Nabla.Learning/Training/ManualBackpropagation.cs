namespace Nabla.Learning;

/// <summary>Drives a module by hand, as the lecture does: <c>y = module.fprop(x)</c>, then <c>∂E/∂x = module.bprop(∂E/∂y)</c>.</summary>
/// <remarks>
/// Call the two in pairs, layer by layer. <see cref="Forward"/> starts a new graph: to differentiate through a module with <see cref="Reverse"/>, call
/// <see cref="Module.Forward"/> instead.
/// </remarks>
/// <param name="module">The module to drive. Several wrappers of one module are independent.</param>
public sealed class ManualBackpropagation(Module module)
{
    private (Tensor Input, Tensor Output)? last;

    /// <summary>The driven module.</summary>
    public Module Module => module;

    /// <summary>∂E/∂W for every parameter from the last <see cref="Backward"/>, in the order of <see cref="Module.Parameters"/>; initially empty.</summary>
    public IReadOnlyList<Tensor> Gradients { get; private set; } = [];

    /// <summary>Computes the output and keeps the state that <see cref="Backward"/> needs.</summary>
    /// <exception cref="ShapeException">The input does not fit the module.</exception>
    public Tensor Forward(Tensor x)
    {
        Tensor input = new Variable(x, "input");
        var output = module.Forward(input).Evaluate();
        last = (input, output);
        return output;
    }

    /// <summary>Returns ∂E/∂x for the input of the last <see cref="Forward"/>, and sets <see cref="Gradients"/>.</summary>
    /// <param name="dy">∂E/∂y, of the type of the output.</param>
    /// <exception cref="InvalidOperationException">Forward was not called, or a parameter has been set since.</exception>
    /// <exception cref="ShapeException">dy is not of the type of the output.</exception>
    public Tensor Backward(Tensor dy)
    {
        var (input, output) = last ?? throw new InvalidOperationException($"{module.TypeName}: call Forward before Backward.");
        var derivatives = Reverse.Vjp(output, dy, [input, .. module.Parameters().Select(parameter => parameter.Value)]);
        Tensor.Evaluate(derivatives);
        Gradients = derivatives[1..];
        return derivatives[0];
    }
}
