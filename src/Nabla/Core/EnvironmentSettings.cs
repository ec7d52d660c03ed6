using System.Globalization;

namespace Nabla.Core;

/// <summary>What the environment variables <c>NABLA_…</c> ask for. A value that cannot be is an error, not ignored.</summary>
internal static class EnvironmentSettings
{
    private const int MostThreads = 1024;

    /// <summary>How many threads to use: <c>NABLA_THREADS</c>, or as many as there are processors.</summary>
    public static int Threads => Read("NABLA_THREADS") is not { } text
        ? Environment.ProcessorCount
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads is > 0 and <= MostThreads
            ? threads
            : throw Wrong("NABLA_THREADS", text, $"a whole number from 1 to {MostThreads}");

    /// <summary>The executor: <c>NABLA_EXECUTOR</c>; null for the fastest.</summary>
    public static string? Executor => Read("NABLA_EXECUTOR") is not { } text || text is "reference" or "blocks" or "emitted"
        ? Read("NABLA_EXECUTOR")
        : throw Wrong("NABLA_EXECUTOR", text, "reference, blocks or emitted");

    /// <summary>The widest vectors in bits: <c>NABLA_VECTOR_BITS</c>; null for what the machine is fast at.</summary>
    public static int? VectorBits => Read("NABLA_VECTOR_BITS") switch
    {
        null => null,
        "0" => 0,
        "128" => 128,
        "256" => 256,
        "512" => 512,
        var text => throw Wrong("NABLA_VECTOR_BITS", text, "0, 128, 256 or 512"),
    };

    /// <summary>Whether every check is wanted that there is: <c>NABLA_VALIDATE=1</c>.</summary>
    public static bool IsValidated => Read("NABLA_VALIDATE") switch
    {
        null or "0" => false,
        "1" => true,
        var text => throw Wrong("NABLA_VALIDATE", text, "0 or 1"),
    };

    /// <summary>The first setting that cannot be; null where all can.</summary>
    public static EnvironmentVariableException? Error()
    {
        try
        {
            _ = (Threads, Executor, VectorBits, IsValidated);
            return null;
        }
        catch (EnvironmentVariableException exception)
        {
            return exception;
        }
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;

    private static EnvironmentVariableException Wrong(string name, string text, string form) => new($"{name}={text}: it must be {form}.");
}
