using System.Globalization;
using System.Text;

namespace Nabla.Learning;

/// <summary>
/// The header of an .npy file: a Python dictionary of constants, such as <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>.
/// </summary>
/// <param name="Type">The element type, as NumPy writes it: byte order, kind and size.</param>
/// <param name="IsColumnMajor">True if the first axis varies fastest.</param>
/// <param name="Shape">The sizes of the axes.</param>
internal sealed record NpyHeader(string Type, bool IsColumnMajor, int[] Shape)
{
    private const int Alignment = 64;

    /// <summary>Reads the text of a header.</summary>
    /// <exception cref="FormatException">The text is not such a dictionary.</exception>
    public static NpyHeader Parse(string text)
    {
        var reader = new Reader(text);
        var (type, isColumnMajor, shape) = ((string?)null, (bool?)null, (int[]?)null);
        reader.Expect('{');
        while (!reader.Accept('}'))
        {
            var key = reader.Text();
            reader.Expect(':');
            switch (key)
            {
                case "descr" when type is null: type = reader.Text(); break;
                case "fortran_order" when isColumnMajor is null: isColumnMajor = reader.Truth(); break;
                case "shape" when shape is null: shape = reader.Sizes(); break;
                default: throw new FormatException($"the header has an unknown or second entry '{Printable.Escape(key)}'");
            }
            if (reader.Accept(',')) continue;
            reader.Expect('}');
            break;
        }
        reader.ExpectEnd();
        return type is not null && isColumnMajor is { } order && shape is not null
            ? new(type, order, shape)
            : throw new FormatException("the header lacks descr, fortran_order or shape");
    }

    /// <summary>Returns magic, version and header of a file, padded so that the numbers begin at a multiple of 64 bytes.</summary>
    public byte[] ToBytes()
    {
        var sizes = string.Join(", ", Shape.Select(size => size.ToString(CultureInfo.InvariantCulture))) + (Shape.Length == 1 ? "," : "");
        var text = $"{{'descr': '{Type}', 'fortran_order': {(IsColumnMajor ? "True" : "False")}, 'shape': ({sizes}), }}";
        var start = NpyFile.Magic.Length + 2 + sizeof(ushort);
        var length = (start + text.Length + 1 + Alignment - 1) / Alignment * Alignment - start;
        return [.. NpyFile.Magic, 1, 0, (byte)length, (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n")];
    }

    private struct Reader(string text)
    {
        private int place;

        public bool Accept(char symbol)
        {
            SkipSpace();
            if (place >= text.Length || text[place] != symbol) return false;
            place++;
            return true;
        }

        public void Expect(char symbol)
        {
            if (!Accept(symbol)) throw new FormatException($"the header has no '{symbol}' at character {place + 1}");
        }

        public void ExpectEnd()
        {
            if (text.AsSpan(place).Trim(" \n").Length > 0) throw new FormatException($"the header goes on after its end at character {place + 1}");
        }

        public string Text()
        {
            var quote = Accept('\'') ? '\'' : '"';
            if (quote == '"') Expect('"');
            var end = text.IndexOf(quote, place);
            if (end < 0) throw new FormatException($"the header has an unfinished text at character {place}");
            var found = text[place..end];
            place = end + 1;
            return found;
        }

        public bool Truth()
        {
            SkipSpace();
            foreach (var (word, value) in ((string, bool)[])[("True", true), ("False", false)])
            {
                if (string.CompareOrdinal(text, place, word, 0, word.Length) != 0) continue;
                place += word.Length;
                return value;
            }
            throw new FormatException($"the header has neither True nor False at character {place + 1}");
        }

        public int[] Sizes()
        {
            var sizes = new List<int>();
            Expect('(');
            while (!Accept(')'))
            {
                SkipSpace();
                var start = place;
                while (place < text.Length && char.IsAsciiDigit(text[place])) place++;
                if (!int.TryParse(text.AsSpan(start, place - start), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                    throw new FormatException($"the header has no size of an axis below 2³¹ at character {start + 1}");
                sizes.Add(size);
                // Python 2 wrote long numbers so.
                if (place < text.Length && text[place] == 'L') place++;
                if (Accept(',')) continue;
                Expect(')');
                break;
            }
            return [.. sizes];
        }

        private void SkipSpace()
        {
            while (place < text.Length && text[place] is ' ' or '\n') place++;
        }
    }
}
