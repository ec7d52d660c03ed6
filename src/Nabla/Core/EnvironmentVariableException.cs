namespace Nabla;

/// <summary>Thrown if an environment variable <c>NABLA_…</c> has an invalid value, when the first tensor is computed.</summary>
public sealed class EnvironmentVariableException : Exception
{
    /// <summary>Names the variable, its value and the valid values.</summary>
    internal EnvironmentVariableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
