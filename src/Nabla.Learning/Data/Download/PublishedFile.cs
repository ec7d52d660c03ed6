namespace Nabla.Learning;

/// <summary>A file of a published data set.</summary>
/// <param name="Name">The name, without folders.</param>
/// <param name="Size">The number of bytes.</param>
/// <param name="Sha256">The SHA-256 of the bytes, in 64 small hexadecimal digits.</param>
public sealed record PublishedFile(string Name, long Size, string Sha256);
