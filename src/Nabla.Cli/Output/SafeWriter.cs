using System.Text;

namespace Nabla.Cli;

/// <summary>
/// Writes to standard output or error. After a failure, such as a full disk or a closed terminal, further output is discarded and the failure is
/// remembered: a printing error must not abort the work.
/// </summary>
internal sealed class SafeWriter(TextWriter inner) : TextWriter
{
    /// <summary>The first failure; null if there was none.</summary>
    public Exception? Failure { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void WriteLine() => Try(inner.WriteLine);

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        if (Failure is not null) return;
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Failure = exception;
        }
    }
}
