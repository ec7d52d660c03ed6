using System.Globalization;

namespace Nabla;

/// <summary>The executors that run compiled programs.</summary>
public enum ExecutorKind
{
    /// <summary>Loops emitted as machine code at run time. The fastest; needs a JIT compiler.</summary>
    Emitted,

    /// <summary>Vectorized loops over tiles, which run everywhere.</summary>
    Blocks,

    /// <summary>One element at a time: slow, and the oracle that the others are tested against.</summary>
    Reference,
}

/// <summary>
/// The settings of the process. Each is read from its environment variable unless code sets it. They are fixed when the first tensor is evaluated:
/// setting one later is refused. Invalid environment variables are errors.
/// </summary>
public static class NablaOptions
{
    private const int MostThreads = 1024;
    private static readonly Lock Gate = new();
    private static int? threads;
    private static ExecutorKind? executor;
    private static int? vectorBits;
    private static bool? validates;
    private static bool isFixed;

    [ThreadStatic]
    private static int alone;

    /// <summary>The number of threads, from 1 to 1024: <c>NABLA_THREADS</c>, or else the number of processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another number.</exception>
    /// <exception cref="InvalidOperationException">It is set after a tensor was evaluated.</exception>
    /// <exception cref="EnvironmentVariableException">The environment variable is invalid.</exception>
    public static int Threads
    {
        get => threads ?? (Read("NABLA_THREADS") is not { } text
            ? Environment.ProcessorCount
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is > 0 and <= MostThreads
                ? given
                : throw Wrong("NABLA_THREADS", text, $"a whole number from 1 to {MostThreads}"));
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostThreads);
            Set(ref threads, value, nameof(Threads));
        }
    }

    /// <summary>The executor: <c>NABLA_EXECUTOR</c> (emitted, blocks or reference); null for the fastest that runs here.</summary>
    /// <inheritdoc cref="Threads"/>
    public static ExecutorKind? ExecutorKind
    {
        get => executor ?? Read("NABLA_EXECUTOR") switch
        {
            null => null,
            "emitted" => Nabla.ExecutorKind.Emitted,
            "blocks" => Nabla.ExecutorKind.Blocks,
            "reference" => Nabla.ExecutorKind.Reference,
            var text => throw Wrong("NABLA_EXECUTOR", text, "reference, blocks or emitted"),
        };
        set => Set(ref executor, value, nameof(ExecutorKind));
    }

    /// <summary>
    /// The widest vectors used, in bits: <c>NABLA_VECTOR_BITS</c> (0 for none, 128, 256 or 512); null for the preferred width of the machine.
    /// </summary>
    /// <inheritdoc cref="Threads"/>
    public static int? VectorBits
    {
        get => vectorBits ?? Read("NABLA_VECTOR_BITS") switch
        {
            null => null,
            "0" => 0,
            "128" => 128,
            "256" => 256,
            "512" => 512,
            var text => throw Wrong("NABLA_VECTOR_BITS", text, "0, 128, 256 or 512"),
        };
        set
        {
            if (value is not (null or 0 or 128 or 256 or 512))
                throw new ArgumentOutOfRangeException(nameof(value), value, "The vector width must be 0, 128, 256 or 512 bits.");
            Set(ref vectorBits, value, nameof(VectorBits));
        }
    }

    /// <summary>
    /// True to check every compiled program and the result of every kernel against the reference: <c>NABLA_VALIDATE=1</c>. Slow; for those who
    /// write operations.
    /// </summary>
    /// <inheritdoc cref="Threads"/>
    public static bool ValidatePrograms
    {
        get => validates ?? Read("NABLA_VALIDATE") switch
        {
            null or "0" => false,
            "1" => true,
            var text => throw Wrong("NABLA_VALIDATE", text, "0 or 1"),
        };
        set => Set(ref validates, value, nameof(ValidatePrograms));
    }

    /// <summary>True if what this thread computes runs on it alone.</summary>
    internal static bool IsThisThreadAlone => alone > 0;

    /// <summary>The number of threads that this thread may use: <see cref="Threads"/>, or 1 within <see cref="UseThisThreadOnly"/>.</summary>
    public static int AvailableThreads => alone > 0 ? 1 : Threads;

    /// <summary>
    /// Until the result is disposed, on this thread, what it computes runs on it alone. For threads that prepare something beside the main work, such as
    /// batches, and must not take the workers from it. The results are the same.
    /// </summary>
    public static IDisposable UseThisThreadOnly() => new AloneScope();

    /// <summary>Fixes all settings, which are about to be used.</summary>
    /// <exception cref="EnvironmentVariableException">An environment variable is invalid.</exception>
    internal static void Fix()
    {
        lock (Gate)
        {
            (threads, executor, vectorBits, validates) = (Threads, ExecutorKind, VectorBits, ValidatePrograms);
            isFixed = true;
        }
    }

    /// <summary>The invalid setting, if there is one.</summary>
    internal static EnvironmentVariableException? Error()
    {
        try
        {
            _ = (Threads, ExecutorKind, VectorBits, ValidatePrograms);
            return null;
        }
        catch (EnvironmentVariableException exception)
        {
            return exception;
        }
    }

    private static void Set<T>(ref T field, T value, string name)
    {
        lock (Gate)
        {
            if (isFixed) throw new InvalidOperationException($"NablaOptions.{name} is set after a tensor was evaluated; set it when the program starts.");
            field = value;
        }
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;

    private static EnvironmentVariableException Wrong(string name, string text, string form) => new($"{name}={text}: it must be {form}.");

    private sealed class AloneScope : IDisposable
    {
        private bool isOver;

        public AloneScope() => alone++;

        public void Dispose()
        {
            if (!isOver) alone--;
            isOver = true;
        }
    }
}
