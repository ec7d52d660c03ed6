using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// The folder of the checkpoints of one run. It is locked while the run lasts, also against other processes, and never holds more than is to be kept.
/// </summary>
internal sealed class CheckpointFolder : IDisposable
{
    private const string Extension = ".safetensors";
    private const string Prefix = "step-";
    private readonly CheckpointOptions options;
    private readonly FileStream gate;
    private Task writing = Task.CompletedTask;

    /// <summary>Opens the folder, and removes what an earlier run left half written.</summary>
    /// <exception cref="IOException">The folder cannot be written, or another run uses it.</exception>
    public CheckpointFolder(CheckpointOptions options)
    {
        options.Check();
        this.options = options;
        gate = Lock(options.Folder);
        try
        {
            foreach (var path in Directory.EnumerateFiles(options.Folder, ".*.tmp")) File.Delete(path);
            if (!options.Resumes && Steps() is [var newest, ..])
            {
                throw new IOException(
                    $"'{options.Folder}' holds a checkpoint of an earlier run, {Path.GetFileName(newest)}: resume that run, delete the folder, "
                    + "or choose another one.");
            }
        }
        catch
        {
            gate.Dispose();
            throw;
        }
    }

    /// <summary>The checkpoint with the least validation loss.</summary>
    public static string BestName => "best" + Extension;

    /// <summary>Returns the newest intact checkpoint; null if there is none at all.</summary>
    /// <exception cref="ModelFileException">All checkpoints are damaged.</exception>
    public (string Path, SafetensorsFile File)? Read()
    {
        ModelFileException? first = null;
        foreach (var path in Steps())
        {
            try
            {
                var file = CheckpointFile.Read(path);
                if (first is not null) options.Report?.Invoke($"{first.Message} Resuming from {Path.GetFileName(path)} instead.");
                return (path, file);
            }
            catch (ModelFileException exception)
            {
                first ??= exception;
            }
        }
        return first is null ? null : throw first;
    }

    /// <summary>Writes a checkpoint in the background, after the one before it. The arguments must not change anymore.</summary>
    /// <exception cref="IOException">The one before it could not be written, and nobody takes reports.</exception>
    public void Write(long step, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsEntry> entries, bool isBest)
    {
        Finish();
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D12}{Extension}");
        writing = Task.Run(() =>
        {
            if (isBest) CheckpointFile.Write(Path.Combine(options.Folder, BestName), metadata, entries);
            CheckpointFile.Write(Path.Combine(options.Folder, name), metadata, entries);
            foreach (var old in Steps().Skip(options.Keep)) File.Delete(old);
        });
    }

    /// <summary>Waits until everything is written.</summary>
    /// <exception cref="IOException">A checkpoint could not be written, and nobody takes reports.</exception>
    public void Finish()
    {
        try
        {
            writing.GetAwaiter().GetResult();
        }
        catch (Exception exception) when (options.Report is not null && exception is IOException or UnauthorizedAccessException)
        {
            options.Report!($"the checkpoint is not written: {exception.Message} Training goes on; the checkpoint before it is intact.");
        }
        finally
        {
            writing = Task.CompletedTask;
        }
    }

    public void Dispose()
    {
        try
        {
            writing.Wait();
        }
        catch (AggregateException)
        {
            // The run ends for another reason.
        }
        gate.Dispose();
    }

    /// <summary>The checkpoints, the newest first.</summary>
    private List<string> Steps() =>
        [.. Directory.EnumerateFiles(options.Folder, $"{Prefix}*{Extension}").OrderByDescending(Path.GetFileName, StringComparer.Ordinal)];

    private static FileStream Lock(string folder)
    {
        var path = Path.Combine(folder, "lock");
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.ThrowIfCannotWrite(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The folder '{folder}' for checkpoints cannot be used: {exception.Message}", exception);
        }
        try
        {
            // The system releases it when the process ends, in whatever way.
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException(
                $"The folder '{folder}' for checkpoints: another run is writing its checkpoints there; choose another folder, or stop that run.", exception);
        }
    }
}
