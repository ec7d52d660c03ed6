using System.CommandLine;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The options of <c>nabla train</c>, by which a search is checked before anything runs.</summary>
internal sealed class TrainOptions
{
    // The search sets them itself, or trials do not need them: a trial that is stopped begins anew.
    private static readonly string[] Reserved = ["--out", "--json", "--resume", "--checkpoint-every", "--watch", "--dry-run", "--find-learning-rate"];

    private readonly RootCommand root = new() { TrainCommand.Create(isTrial: true) };

    private Command Train => root.Subcommands[0];

    /// <summary>Parses the arguments of the tool, beginning with train.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => root.Parse(arguments);

    /// <summary>The full name of an option, given it or another name.</summary>
    /// <exception cref="DataException">There is no such option, or a search cannot set it.</exception>
    public string FullName(string name, string file)
    {
        var option = Train.Options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name))
            ?? throw new DataException($"{file}: train has no option '{Printable.Escape(name)}'; 'nabla train --help' lists them.");
        return Reserved.Contains(option.Name) ? throw new DataException($"{file}: {option.Name} cannot be part of a search; remove it.") : option.Name;
    }

    /// <summary>The arguments with options by their full names and apart from their values.</summary>
    public string[] Normal(string[] arguments, string file)
    {
        var normal = new List<string>();
        foreach (var argument in arguments)
        {
            var end = argument.IndexOfAny(['=', ':']);
            if (!argument.StartsWith("--", StringComparison.Ordinal)) normal.Add(argument);
            else if (end < 0) normal.Add(FullName(argument, file));
            else normal.AddRange([FullName(argument[..end], file), argument[(end + 1)..]]);
        }
        return [.. normal];
    }

    /// <summary>Checks the arguments of a trial as far as possible without data, and returns its epochs; null if it leaves them open.</summary>
    /// <exception cref="DataException">They are not those of a training run with validation.</exception>
    public int? Check(IReadOnlyList<string> arguments, string file)
    {
        var parsed = Parse(arguments);
        var shown = Printable.Escape(string.Join(' ', arguments));
        if (parsed.Errors.Count > 0) throw new DataException($"{file}: '{shown}' cannot be run: {Printable.Escape(parsed.Errors[0].Message)}");
        if (parsed.GetValue<double>("--validation") == 0)
            throw new DataException($"{file}: '{shown}' has no validation examples, by whose loss trials are judged; give a --validation above 0.");
        return parsed.GetValue<int?>("--epochs") is not { } epochs || epochs >= 1
            ? parsed.GetValue<int?>("--epochs")
            : throw new DataException($"{file}: --epochs {epochs}: there must be at least 1 epoch.");
    }
}
