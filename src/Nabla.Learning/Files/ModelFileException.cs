namespace Nabla.Learning;

/// <summary>A model file is missing, malformed or does not hold what was asked of it. The message is one line and names the file.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>Reports a problem with a file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="problem">What is wrong, one line, ending in a full stop.</param>
    /// <param name="innerException">The error underneath, if there is one.</param>
    public ModelFileException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException)
    {
        Path = path;
        Problem = problem;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>What is wrong, without the file's name.</summary>
    public string Problem { get; }
}
