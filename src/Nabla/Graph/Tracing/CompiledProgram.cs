namespace Nabla;

/// <summary>A traced function ready to be run over and over.</summary>
internal abstract class CompiledProgram
{
    /// <summary>Runs it: reads the arguments and the variables, sets the variables that the function set, and returns its results.</summary>
    /// <remarks>If it fails half-way, no variable has changed.</remarks>
    public abstract Tensor[] Run(ReadOnlySpan<Tensor> arguments);

    /// <summary>Whether the results depend on what a variable holds, which the results themselves, being plain data, do not know.</summary>
    public abstract bool Reads(Variable variable);
}
