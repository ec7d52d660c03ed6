using ICSharpCode.SharpZipLib.GZip;

namespace Nabla.Learning;

/// <summary>Unpacks gzip data. Where the library stumbles over damaged data with an exception of another kind, it says that they are damaged.</summary>
internal sealed class GzipStream(GZipInputStream inner) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or OverflowException or NullReferenceException)
        {
            throw new GZipException("The data are damaged.", exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
