namespace Nabla;

/// <summary>An environment variable <c>NABLA_…</c> has a value that it cannot have. It is thrown where numbers are first computed.</summary>
public sealed class EnvironmentVariableException : Exception
{
    /// <summary>Names the variable, its value and the values that it takes.</summary>
    internal EnvironmentVariableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
