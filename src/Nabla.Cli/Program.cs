using System.CommandLine;
using System.Globalization;
using Nabla;
using Nabla.Cli;
using Nabla.Learning;

// One way to write numbers and messages, whatever the machine's language.
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
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
    var root = new RootCommand("Nabla trains neural networks by automatic differentiation.")
    {
        TrainCommand.Create(),
        EvaluateCommand.Create(),
        PredictCommand.Create(),
        SummaryCommand.Create(),
        DataCommand.Create(),
        GraphCommand.Create(),
        GradientsCommand.Create(),
        PlotCommand.Create(),
        CheckCommand.Create(),
        ExplainCommand.Create(),
        BenchCommand.Create(),
    };
    var parsed = root.Parse(args);
    if (parsed.Errors.Count > 0)
    {
        // What was meant as a command is said by its name, rather than that one is missing.
        var error = parsed.UnmatchedTokens.Count > 0 && parsed.CommandResult.Command.Subcommands.Count > 0
            ? $"there is no command '{parsed.UnmatchedTokens[0]}'; there are {string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(command => command.Name))}."
            : parsed.Errors[0].Message;
        Console.Error.WriteLine($"nabla: {Printable.Escape(error)} See 'nabla {(parsed.CommandResult.Command == root ? "" : parsed.CommandResult.Command.Name + " ")}--help'.");
        return ExitCode.BadInput;
    }
    try
    {
        // Commands see to Ctrl-C themselves: training saves what it has before it ends.
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("nabla: stopped.");
        return Interruption.ExitCode;
    }
    catch (OutOfMemoryException exception)
    {
        Console.Error.WriteLine($"nabla: {(exception is InsufficientMemoryException ? exception.Message : "the memory is full.")}");
        return ExitCode.BadInput;
    }
    catch (Exception exception) when (exception is DataException or ModelFileException or ExpressionException or GraphLimitException or OperationException
        or ArgumentException or EnvironmentVariableException or IOException or UnauthorizedAccessException)
    {
        // ArgumentException appends the parameter's name on the same line, which tells a user of the tool nothing.
        var message = exception is ArgumentException { ParamName: { } name } ? exception.Message.Replace($" (Parameter '{name}')", "") : exception.Message;
        Console.Error.WriteLine($"nabla: {Printable.Escape(message.Split('\n')[0].TrimEnd('\r'))}");
        return ExitCode.BadInput;
    }
    catch (Exception exception)
    {
        // Nothing that a user does should come here: it is a defect of the tool, and who reports it will be asked for all of it.
        Console.Error.WriteLine($"nabla: unexpected error, please report it: {exception.GetType().Name}: {Printable.Escape(exception.Message.Split('\n')[0].TrimEnd('\r'))}");
        if (Environment.GetEnvironmentVariable("NABLA_TRACE") == "1") Console.Error.WriteLine(exception);
        else Console.Error.WriteLine("nabla: NABLA_TRACE=1 prints where it happened.");
        return ExitCode.Failed;
    }
}
