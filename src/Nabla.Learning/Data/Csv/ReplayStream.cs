namespace Nabla.Learning;

/// <summary>A stream with lookahead over a source that cannot seek, such as a pipe or decompressed data.</summary>
internal sealed class ReplayStream : ReadOnlyStream
{
    private readonly Stream source;
    private readonly byte[] start;
    private int position;

    /// <summary>Reads up to <paramref name="length"/> bytes ahead.</summary>
    internal ReplayStream(Stream source, int length)
    {
        this.source = source;
        var bytes = new byte[length];
        start = bytes[..source.ReadAtLeast(bytes, length, throwOnEndOfStream: false)];
    }

    /// <summary>The first bytes; fewer than requested if the stream is shorter.</summary>
    internal ReadOnlySpan<byte> Start => start;

    public override int Read(Span<byte> buffer)
    {
        if (position == start.Length) return source.Read(buffer);
        int count = Math.Min(buffer.Length, start.Length - position);
        start.AsSpan(position, count).CopyTo(buffer);
        position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}
