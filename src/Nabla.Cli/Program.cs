using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.CompilerServices;
using Nabla.Cli;
using Nabla.Learning;

// Numbers and messages are the same in every locale.
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
var (output, errors) = (new SafeWriter(Console.Out), new SafeWriter(Console.Error));
Console.SetOut(output);
Console.SetError(errors);
var code = Run(args);
output.Flush();
if (output.Failure is not { } failure) return code;
Console.Error.WriteLine($"nabla: the output could not be written: {failure.Message}");
return code == 0 ? ExitCode.Failed : code;

static int Run(string[] args)
{
    var root = AllCommands.Create();
    try
    {
        args = RunRecord.Expand(args);
    }
    catch (DataException exception)
    {
        Console.Error.WriteLine($"nabla: {exception.Message}");
        return ExitCode.BadInput;
    }
    var parsed = root.Parse(args);
    if (parsed.Errors.Count > 0)
    {
        // Unknown commands are reported by name; the parser would only report a missing command.
        var current = parsed.CommandResult.Command;
        var error = parsed.UnmatchedTokens.Count > 0 && current.Subcommands.Count > 0 && current.Arguments.Count == 0
            ? $"unknown command '{parsed.UnmatchedTokens[0]}'; the commands are {string.Join(", ", current.Subcommands.Select(command => command.Name))}."
            : parsed.Errors[0].Message;
        Console.Error.WriteLine($"nabla: {Printable.Escape(error)} See '{CommandLine(parsed.CommandResult)} --help'.");
        return ExitCode.BadInput;
    }
    try
    {
        if (!RuntimeFeature.IsDynamicCodeCompiled && parsed.Action is { } action && action == parsed.CommandResult.Command.Action)
            Console.Error.WriteLine("nabla: compiled ahead of time: loops over elements cannot be made into code at run time and take longer.");
        // Commands handle Ctrl-C themselves: training saves its progress before it ends.
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("nabla: stopped.");
        return Interruption.ExitCode;
    }
    catch (Exception exception) when (UserError.Message(exception) is { } message)
    {
        Console.Error.WriteLine($"nabla: {message}");
        return exception is AnomalyException ? ExitCode.Failed : ExitCode.BadInput;
    }
    catch (Exception exception)
    {
        // No user action should lead here; it is a bug in the tool, and a report needs the full stack trace.
        var message = Printable.Escape(exception.Message.Split('\n')[0].TrimEnd('\r'));
        Console.Error.WriteLine($"nabla: unexpected error, please report it: {exception.GetType().Name}: {message}");
        if (Environment.GetEnvironmentVariable("NABLA_TRACE") == "1") Console.Error.WriteLine(exception);
        else Console.Error.WriteLine("nabla: set NABLA_TRACE=1 to print the stack trace.");
        return ExitCode.Failed;
    }
}

// The words that lead to a command: nabla plot boundary.
static string CommandLine(CommandResult result) =>
    result.Parent is CommandResult parent ? $"{CommandLine(parent)} {result.Command.Name}" : "nabla";
