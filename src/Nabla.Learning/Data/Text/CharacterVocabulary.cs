using System.Text;

namespace Nabla.Learning;

/// <summary>The characters of a text, numbered in the order of their code points.</summary>
public sealed class CharacterVocabulary
{
    private readonly Rune[] characters;
    private readonly Dictionary<Rune, int> numbers;

    /// <summary>Creates a vocabulary of the characters that occur in a text.</summary>
    /// <exception cref="DataException">The text is empty.</exception>
    public CharacterVocabulary(string text)
        : this((text ?? throw new ArgumentNullException(nameof(text))).EnumerateRunes().ToHashSet())
    {
    }

    private CharacterVocabulary(IEnumerable<Rune> runes)
    {
        characters = [.. runes.Order()];
        if (characters.Length == 0) throw new DataException("The text is empty: there are no characters to learn.");
        numbers = characters.Select((rune, i) => (rune, i)).ToDictionary(entry => entry.rune, entry => entry.i);
    }

    /// <summary>The number of characters.</summary>
    public int Count => characters.Length;

    /// <summary>All characters in order, as text.</summary>
    public string Characters => string.Concat(characters);

    /// <summary>Returns the numbers of the characters of a text.</summary>
    /// <exception cref="DataException">A character is not in the vocabulary; the message names it and its position.</exception>
    public long[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (codes, place) = (new List<long>(text.Length), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!numbers.TryGetValue(rune, out var number))
                throw new DataException($"The character '{Printable.Escape(rune.ToString())}' at position {place} does not occur in the text of the training.");
            codes.Add(number);
            place++;
        }
        return [.. codes];
    }

    /// <summary>Returns the text of some numbers.</summary>
    public string Decode(IEnumerable<long> codes) => string.Concat(codes.Select(code => characters[code]));
}
