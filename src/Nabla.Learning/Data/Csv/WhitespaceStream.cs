namespace Nabla.Learning;

/// <summary>Collapses runs of spaces and tabs outside quotes to one space and removes them from both ends of lines.</summary>
internal sealed class WhitespaceStream(Stream source) : ReadOnlyStream
{
    private bool isLineStart = true;
    private bool isPending;
    private bool isQuoted;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length < 2)
            throw new ArgumentException("The buffer must hold at least two bytes.", nameof(buffer));
        while (true)
        {
            // One byte is reserved for a pending space from the last read; the rest shrinks in place.
            Span<byte> fresh = buffer[1..];
            int count = source.Read(fresh);
            int written = 0;
            foreach (byte each in fresh[..count])
            {
                if (each == (byte)'"') isQuoted = !isQuoted;
                if (!isQuoted && (each is (byte)' ' or (byte)'\t'))
                {
                    isPending = !isLineStart;
                    continue;
                }
                bool isLineEnd = !isQuoted && (each is (byte)'\n' or (byte)'\r');
                if (isPending && !isLineEnd)
                    buffer[written++] = (byte)' ';
                buffer[written++] = each;
                isPending = false;
                isLineStart = isLineEnd;
            }
            if (written > 0 || count == 0)
                return written;
        }
    }
}
