using System.Text.Json;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>What a training run with checkpoints was started with, as <c>run.json</c> in its folder, so that <c>--resume DIR</c> needs nothing else.</summary>
/// <param name="Directory">The working directory, to which relative paths refer.</param>
/// <param name="Arguments">The arguments of the tool.</param>
internal sealed record RunRecord(string Directory, IReadOnlyList<string> Arguments)
{
    private const string FileName = "run.json";
    private const string Resume = "--resume";

    /// <summary>Writes the record into the folder of a run.</summary>
    public void Write(string folder)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("directory", Directory);
            json.WriteStartArray("arguments");
            foreach (var argument in Arguments) json.WriteStringValue(argument);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        AtomicFile.Write(Path.Combine(folder, FileName), file => file.Write(stream.ToArray()));
    }

    /// <summary>
    /// Replaces <c>train --resume DIR</c> by the arguments that the run was started with, followed by <c>--resume DIR</c>, and makes the run's working
    /// directory the present one. Returns other arguments as they are.
    /// </summary>
    /// <exception cref="DataException">There are other arguments, or the folder is not that of a run with checkpoints.</exception>
    public static string[] Expand(string[] args)
    {
        if (args.Length == 0 || args[0] != "train" || !args.Contains(Resume)) return args;
        if (args is not [_, Resume, var folder])
            throw new DataException(
                $"{Resume} takes the folder of a run and nothing else: nabla train {Resume} DIR. The other arguments are those of the run.");
        var full = Path.GetFullPath(folder);
        var record = Read(Path.Combine(full, FileName), folder);
        try
        {
            System.IO.Directory.SetCurrentDirectory(record.Directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                $"{Resume} {Printable.Escape(folder)}: the run was started in '{Printable.Escape(record.Directory)}', which cannot be entered.", exception);
        }
        return [.. record.Arguments, Resume, full];
    }

    private static RunRecord Read(string path, string folder)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var arguments = json.RootElement.GetProperty("arguments").EnumerateArray().Select(item => item.GetString() ?? "").ToArray();
            if (arguments is not ["train", ..] || arguments.Contains(Resume)) throw new FormatException("the arguments are not those of a training run");
            return new(json.RootElement.GetProperty("directory").GetString() ?? "", arguments);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException(
                $"{Resume} {Printable.Escape(folder)}: there is no {FileName}; only runs with --checkpoint-every can be resumed.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or KeyNotFoundException
            or InvalidOperationException)
        {
            throw new DataException($"{Resume} {Printable.Escape(folder)}: {FileName} cannot be read: {exception.Message.Split('\n')[0]}", exception);
        }
    }
}
