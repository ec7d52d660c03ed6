using System.CommandLine;

namespace Nabla.Cli;

/// <summary>An option that takes one of a few words, ignoring case.</summary>
internal sealed class WordOption<T> : Option<string>
{
    private readonly (string Word, T Value)[] words;

    /// <summary>Creates the option; the first word is the default.</summary>
    public WordOption(string name, string description, params (string Word, T Value)[] words)
        : base(name)
    {
        this.words = words;
        Description = description;
        HelpName = string.Join('|', words.Select(entry => entry.Word));
        DefaultValueFactory = _ => words[0].Word;
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (Find(text) < 0) result.AddError($"{name} {text}: it must be {string.Join(" or ", words.Select(entry => entry.Word))}.");
            return text;
        };
    }

    /// <summary>The value of the given word.</summary>
    public T Value(ParseResult parsed) => words[Find(parsed.GetValue(this)!)].Value;

    private int Find(string text) => Array.FindIndex(words, entry => entry.Word.Equals(text, StringComparison.OrdinalIgnoreCase));
}
