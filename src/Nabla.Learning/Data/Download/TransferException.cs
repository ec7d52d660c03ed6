namespace Nabla.Learning;

/// <summary>A mirror did not deliver a file.</summary>
/// <param name="message">What it did, as the end of a sentence that begins with its address.</param>
/// <param name="isTransient">True if it may do better when asked again.</param>
/// <param name="inner">The cause; may be null.</param>
internal sealed class TransferException(string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    public bool IsTransient { get; } = isTransient;
}
