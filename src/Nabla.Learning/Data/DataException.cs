namespace Nabla.Learning;

/// <summary>
/// Data that cannot be used. The message is one line that names the file and, where there is one, the line in it as an editor counts
/// (from 1) and the column; it is meant to be shown to a user as it stands.
/// </summary>
public sealed class DataException : Exception
{
    /// <summary>An error with the given message.</summary>
    /// <param name="message">One line saying what is wrong, where, and what to do about it.</param>
    public DataException(string message)
        : base(message)
    {
    }

    /// <summary>An error with the given message and the exception that led to it.</summary>
    /// <param name="message">One line saying what is wrong, where, and what to do about it.</param>
    /// <param name="innerException">The cause, for a debugger; a user needs the message only.</param>
    public DataException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
