namespace Nabla.Learning;

/// <summary>A model file is missing, malformed or lacks the requested content. The message is one line and names the file.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>Creates an exception for a problem with a file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="problem">The problem: one line that ends with a period.</param>
    /// <param name="innerException">The underlying error, if any.</param>
    public ModelFileException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {Printable.Escape(problem)}", innerException)
    {
        Path = path;
        // It may quote what the file holds.
        Problem = Printable.Escape(problem);
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The problem, without the file name.</summary>
    public string Problem { get; }
}
