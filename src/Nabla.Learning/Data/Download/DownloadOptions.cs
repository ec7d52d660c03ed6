namespace Nabla.Learning;

/// <summary>How data sets are downloaded.</summary>
public sealed record DownloadOptions
{
    /// <summary>The longest time without an answer or data before a connection is given up.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many times a mirror is asked for a file while its failures may pass: broken connections, timeouts, overload.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The time before the second attempt; it doubles with each further one, up to half a minute.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Called with the progress of a file whenever data arrive; may be null.</summary>
    public Action<DownloadProgress>? Progress { get; init; }

    /// <summary>Called with a sentence, without a period, about each file and each failure that is not the end; may be null.</summary>
    public Action<string>? Report { get; init; }

    internal void Check()
    {
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(Timeout), Timeout, "The timeout of a download must be above 0 and at most a day.");
        if (Attempts < 1) throw new ArgumentOutOfRangeException(nameof(Attempts), Attempts, "A download needs at least 1 attempt.");
        if (Delay < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(Delay), Delay, "The time between two attempts must be at least 0.");
    }
}
