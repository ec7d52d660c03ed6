using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>The result of a run of the tool.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public string LastLine => Output.TrimEnd('\n').Split('\n')[^1];
}

/// <summary>Runs the built tool as a separate process.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static ToolResult Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return Finish(process, process.StandardOutput.ReadToEndAsync());
    }

    public static ToolResult Succeed(params string[] arguments)
    {
        var result = Run(arguments);
        Assert.True(result.ExitCode == 0, $"nabla {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Error}");
        Assert.Equal("", result.Error);
        return result;
    }

    /// <summary>Runs it with environment variables.</summary>
    public static ToolResult RunWith((string Name, string Value)[] settings, params string[] arguments)
    {
        using var process = Start(arguments, settings);
        return Finish(process, process.StandardOutput.ReadToEndAsync());
    }

    /// <summary>Runs it with text piped to standard input.</summary>
    public static ToolResult RunWithInput(string input, params string[] arguments) => RunWithInput(System.Text.Encoding.UTF8.GetBytes(input), arguments);

    public static ToolResult RunWithInput(byte[] input, params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.BaseStream.Flush();
        process.StandardInput.Close();
        return Finish(process, process.StandardOutput.ReadToEndAsync());
    }

    /// <summary>Runs it through a shell that receives the command as its arguments.</summary>
    public static ToolResult Shell(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["-c", script, "sh", Host(), "exec", Dll, .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        return Finish(process, process.StandardOutput.ReadToEndAsync());
    }

    /// <summary>Interrupts it like Ctrl-C as soon as a line of output starts with the given text.</summary>
    public static ToolResult Interrupt(string afterLine, params string[] arguments) => Signal("INT", afterLine, arguments);

    /// <summary>Sends a signal as soon as a line of output starts with the given text.</summary>
    public static ToolResult Signal(string signal, string afterLine, params string[] arguments) => Signal(signal, afterLine, () => { }, [], arguments);

    /// <summary>Runs an action and sends a signal as soon as a line of output starts with the given text.</summary>
    public static ToolResult Signal(string signal, string afterLine, Action first, (string Name, string Value)[] settings, params string[] arguments) =>
        Signal(signal, afterLine, _ => first(), settings, arguments);

    /// <summary>Runs an action on the first line of output that starts with the given text, and sends a signal.</summary>
    public static ToolResult Signal(
        string signal, string afterLine, Action<string> first, (string Name, string Value)[] settings, params string[] arguments)
    {
        using var process = Start(arguments, settings);
        var found = "";
        var output = new StringWriter();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            output.Write(line + "\n");
            found = line;
            if (line.StartsWith(afterLine, StringComparison.Ordinal)) break;
        }
        first(found);
        using (var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) kill.WaitForExit();
        var rest = Finish(process, process.StandardOutput.ReadToEndAsync());
        return rest with { Output = output + rest.Output };
    }

    /// <summary>Kills it without a chance to react after some time, unless it has ended before.</summary>
    public static void Kill(TimeSpan after, params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(after)) process.Kill();
        _ = Finish(process, output);
    }

    /// <summary>True if this process, and therefore the tool, was started with a signal ignored: HUP, INT or TERM.</summary>
    public static bool Ignores(string signal)
    {
        var number = signal switch { "HUP" => 1, "INT" => 2, "TERM" => 15, _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null) };
        const string Status = "/proc/self/status", Mask = "SigIgn:";
        if (!File.Exists(Status)) return false;
        var line = File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Mask, StringComparison.Ordinal));
        return line is not null
            && (ulong.Parse(
                line[Mask.Length..].Trim(),
                System.Globalization.NumberStyles.HexNumber,
                System.Globalization.CultureInfo.InvariantCulture) & 1UL << number - 1) != 0;
    }

    private static string Dll => Path.Combine(AppContext.BaseDirectory, "Nabla.Cli.dll");

    private static Process Start(string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Host())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in (string[])["exec", Dll, .. arguments]) start.ArgumentList.Add(argument);
        // Makes the runtime's messages English on every machine.
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static ToolResult Finish(Process process, Task<string> output)
    {
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail($"The tool did not end within {Patience}.");
        }
        return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>The dotnet executable of the runtime of this process, three folders above the base library.</summary>
    private static string Host()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(host) ? host : "dotnet";
    }
}
