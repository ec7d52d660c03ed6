using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>Tells errors that input or the machine can cause from faults of the tool.</summary>
internal static class UserError
{
    /// <summary>The message in one line; null if the exception is a fault of the tool.</summary>
    public static string? Message(Exception exception)
    {
        if (exception is OutOfMemoryException) return exception is InsufficientMemoryException ? exception.Message : "out of memory.";
        if (exception is not (DataException or ModelFileException or ExpressionException or GraphLimitException or OperationException
            or AnomalyException or ArgumentException or EnvironmentVariableException or IOException or UnauthorizedAccessException)) return null;
        // ArgumentException appends the parameter name, which means nothing to users of the tool.
        var message = exception is ArgumentException { ParamName: { } name } ? exception.Message.Replace($" (Parameter '{name}')", "") : exception.Message;
        return Printable.Escape(message.Split('\n')[0].TrimEnd('\r'));
    }
}
