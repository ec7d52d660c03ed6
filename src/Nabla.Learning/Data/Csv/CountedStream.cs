namespace Nabla.Learning;

/// <summary>A stream that counts the bytes read from it.</summary>
internal sealed class CountedStream(Stream source) : ReadOnlyStream
{
    internal long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        Count += count;
        return count;
    }
}
