namespace Nabla.Learning;

/// <summary>The progress of a file that is being downloaded.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Received">The bytes that are there, those of earlier calls included.</param>
/// <param name="Size">The bytes of the whole file.</param>
public readonly record struct DownloadProgress(string File, long Received, long Size);
