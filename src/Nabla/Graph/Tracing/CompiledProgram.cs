namespace Nabla;

/// <summary>A traced function that can be run repeatedly.</summary>
internal abstract class CompiledProgram
{
    /// <summary>Runs the program: reads arguments and variables, sets the variables that the function set, and returns its results.</summary>
    /// <remarks>If a run fails, no variable has changed.</remarks>
    public abstract Tensor[] Run(ReadOnlySpan<Tensor> arguments);

    /// <summary>True if the results depend on the value of a variable. The results themselves are plain data and do not record this.</summary>
    public abstract bool Reads(Variable variable);
}
