namespace Nabla.Parquet;

/// <summary>
/// A stream whose end is an error for those who read on: the library asks again and again for the bytes of a page until it has them all, and for another
/// page until it has as many values as it wants.
/// </summary>
internal sealed class BoundedStream(Stream stream) : Stream
{
    /// <summary>The position of the first byte that is not to be read.</summary>
    internal long End { get; set; } = stream.Length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => stream.Length;

    public override long Position
    {
        get => stream.Position;
        set => stream.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = stream.Read(buffer[..(int)Math.Clamp(End - stream.Position, 0, buffer.Length)]);
        return count > 0 || buffer.IsEmpty ? count : throw new EndOfStreamException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
