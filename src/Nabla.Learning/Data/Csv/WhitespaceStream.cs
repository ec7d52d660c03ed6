namespace Nabla.Learning;

/// <summary>Text in which every run of spaces and tabs outside of quotation marks is one space, and lines neither begin nor end with one.</summary>
internal sealed class WhitespaceStream(Stream source) : ReadOnlyStream
{
    private bool isLineStart = true;
    private bool isPending;
    private bool isQuoted;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length < 2)
            throw new ArgumentException("At least two bytes are read at once.", nameof(buffer));
        while (true)
        {
            // One byte is kept free for a space left over from the last read: the rest shrinks in place.
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
