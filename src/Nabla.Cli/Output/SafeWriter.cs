using System.Text;

namespace Nabla.Cli;

/// <summary>
/// Writes to standard output or error as long as that works. Where it fails, as on a full disk or after a terminal has gone, the rest is thrown away and
/// remembered as a failure: what is printed must not end the work that it is about.
/// </summary>
internal sealed class SafeWriter(TextWriter inner) : TextWriter
{
    /// <summary>The first failure; null where there was none.</summary>
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
