namespace Nabla.Learning;

/// <summary>
/// Invalid data. The message is one line that names the file and, if applicable, the line, counted from 1, and the column. It is suitable for display to
/// users.
/// </summary>
public sealed class DataException : Exception
{
    /// <summary>Creates an exception with a message.</summary>
    /// <param name="message">One line with the problem, its location and a remedy.</param>
    public DataException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    /// <param name="message">One line with the problem, its location and a remedy.</param>
    /// <param name="innerException">The cause, for debugging.</param>
    public DataException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
