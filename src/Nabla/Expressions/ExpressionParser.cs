using System.Globalization;

namespace Nabla;

/// <summary>Converts a formula to postfix order by operator precedence. Uses an explicit stack, so deep nesting cannot overflow the call stack.</summary>
internal sealed class ExpressionParser(string text)
{
    private const int MultiplicationPrecedence = 2;
    private const int UnaryPrecedence = 3;
    private const int PowerPrecedence = 4;
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private readonly List<ExpressionStep> steps = [];
    private readonly Stack<Pending> pending = new();
    private int place;

    // True after a number or a closing parenthesis, which may be followed by a factor without a sign: 2x, (a + b)(c + d).
    private bool canBeFactor;

    /// <summary>An operator that waits for its right operand, or an open parenthesis or bar.</summary>
    /// <param name="Step">The step to emit at the end; for a plain parenthesis only its position matters.</param>
    /// <param name="Precedence">0 for a parenthesis or bar.</param>
    /// <param name="IsCall">True for the parenthesis of a function.</param>
    /// <param name="Commas">The number of commas inside.</param>
    /// <param name="IsBar">True for the bar of an absolute value.</param>
    private readonly record struct Pending(ExpressionStep Step, int Precedence, bool IsCall = false, int Commas = 0, bool IsBar = false)
    {
        public string Sign => IsBar ? "|" : "(";
    }

    /// <summary>Parses all statements; each definition ends in a step of its own.</summary>
    public List<ExpressionStep> Parse()
    {
        do
        {
            var defined = Definition();
            Formula();
            if (defined is { } step) steps.Add(step);
        }
        while (place < text.Length && text[place++] == ';' && HasMore());
        return steps;
    }

    private bool HasMore()
    {
        SkipSpace();
        return place < text.Length;
    }

    /// <summary>Parses <c>name =</c> at the start of a statement.</summary>
    private ExpressionStep? Definition()
    {
        SkipSpace();
        var start = place;
        if (place < text.Length && IsNameStart(text[place]))
        {
            var name = Name();
            SkipSpace();
            if (place < text.Length && text[place] == '=')
            {
                place++;
                return new(StepKind.Define, start, name, Arguments: 1);
            }
        }
        place = start;
        return null;
    }

    private void Formula()
    {
        while (true)
        {
            Operand();
            while (true)
            {
                SkipSpace();
                if (place >= text.Length || text[place] == ';')
                {
                    Unwind(1);
                    if (pending.TryPeek(out var open)) throw Error(open.Step.Position, $"unclosed '{open.Sign}'");
                    return;
                }
                if (text[place] == ')') Close();
                else if (text[place] == '|' && IsInsideBars()) CloseBar();
                else if (text[place] == '⁻' || Superscripts.Contains(text[place])) Superscript();
                else break;
            }
            if (text[place] == ',') Comma();
            else if (canBeFactor && (text[place] is '(' or '|' || IsNameStart(text[place]))) Factor();
            else Operator();
        }
    }

    /// <summary>True if the innermost open parenthesis or bar is a bar.</summary>
    private bool IsInsideBars()
    {
        foreach (var open in pending)
            if (open.Precedence == 0) return open.IsBar;
        return false;
    }

    /// <summary>Parses a multiplication without a sign.</summary>
    private void Factor()
    {
        if (pending.TryPeek(out var top) && top.Step.Kind is StepKind.Divide or StepKind.Power)
            throw Error(place, "a product without a sign after '/' or '^' can be read in two ways: write '*', or parentheses around it,");
        Unwind(MultiplicationPrecedence);
        pending.Push(new(new(StepKind.Multiply, place, Arguments: 2), MultiplicationPrecedence));
    }

    /// <summary>Parses the exponent of x².</summary>
    private void Superscript()
    {
        var start = place;
        var isNegative = text[place] == '⁻';
        if (isNegative) place++;
        var digits = place;
        var exponent = 0.0;
        for (; place < text.Length && Superscripts.IndexOf(text[place], StringComparison.Ordinal) is var digit and >= 0; place++)
            exponent = 10 * exponent + digit;
        if (place == digits) throw Error(start, "expected a raised digit after '⁻'");
        steps.Add(new(StepKind.Number, start, Number: isNegative ? -exponent : exponent));
        steps.Add(new(StepKind.Power, start, Arguments: 2));
        canBeFactor = false;
    }

    /// <summary>Parses signs, then a number, a name or an opening parenthesis, which is followed by another operand.</summary>
    private void Operand()
    {
        canBeFactor = false;
        while (true)
        {
            SkipSpace();
            if (place >= text.Length)
                throw Error(place, steps.Count == 0 && pending.Count == 0 ? "the formula is empty" : "expected a number, a name or '('");
            var (start, character) = (place, text[place]);
            if (character is '-' or '−')
            {
                place++;
                pending.Push(new(new(StepKind.Negate, start, Arguments: 1), UnaryPrecedence));
            }
            else if (character == '+')
            {
                place++;
            }
            else if (character == '(')
            {
                place++;
                pending.Push(new(new(StepKind.Call, start), 0));
            }
            else if (character == '|')
            {
                place++;
                pending.Push(new(new(StepKind.Call, start, "abs", Arguments: 1), 0, IsBar: true));
            }
            else if (char.IsAsciiDigit(character) || character == '.')
            {
                steps.Add(new(StepKind.Number, start, Number: Number()));
                canBeFactor = true;
                return;
            }
            else if (IsNameStart(character))
            {
                if (!NameOrCall(start)) return;
            }
            else
            {
                throw Error(start, $"expected a number, a name or '(' but found '{character}'");
            }
        }
    }

    /// <summary>True if it opened the parenthesis of a function.</summary>
    private bool NameOrCall(int start)
    {
        var name = Name();
        SkipSpace();
        if (place >= text.Length || text[place] != '(')
        {
            steps.Add(new(StepKind.Name, start, name));
            return false;
        }
        if (ExpressionFunctions.ArgumentsOf(name) is not { } arguments)
            throw Error(start, $"unknown function '{name}' (available: {string.Join(", ", ExpressionFunctions.Names)})");
        place++;
        pending.Push(new(new(StepKind.Call, start, name, Arguments: arguments.Least), 0, IsCall: true));
        return true;
    }

    private void Close()
    {
        Unwind(1);
        if (!pending.TryPop(out var open)) throw Error(place, "unmatched ')'");
        if (open.IsBar) throw Error(open.Step.Position, "unclosed '|'");
        place++;
        canBeFactor = true;
        if (!open.IsCall) return;
        var (least, mayBeMore) = ExpressionFunctions.ArgumentsOf(open.Step.Text)!.Value;
        var given = open.Commas + 1;
        if (given < least || (given > least && !mayBeMore))
            throw Error(open.Step.Position, $"'{open.Step.Text}' takes {Count(least, mayBeMore)}, not {given},");
        steps.Add(open.Step with { Arguments = given });
    }

    private void CloseBar()
    {
        Unwind(1);
        place++;
        canBeFactor = true;
        steps.Add(pending.Pop().Step);
    }

    private void Comma()
    {
        Unwind(1);
        if (!pending.TryPop(out var open) || !open.IsCall) throw Error(place, "a comma is only allowed between function arguments");
        pending.Push(open with { Commas = open.Commas + 1 });
        place++;
    }

    private void Operator()
    {
        var (kind, precedence) = text[place] switch
        {
            '+' => (StepKind.Add, 1),
            '-' or '−' => (StepKind.Subtract, 1),
            '*' or '·' or '×' => (StepKind.Multiply, MultiplicationPrecedence),
            '/' or '÷' => (StepKind.Divide, MultiplicationPrecedence),
            '^' => (StepKind.Power, PowerPrecedence),
            var other => throw Error(place, $"expected an operator but found '{other}'"),
        };
        // a ^ b ^ c is a ^ (b ^ c); all other operators are left-associative. −a ^ b is −(a ^ b).
        Unwind(kind == StepKind.Power ? precedence + 1 : precedence);
        pending.Push(new(new(kind, place, Arguments: 2), precedence));
        place++;
    }

    /// <summary>Emits all operators on top that bind at least as tightly.</summary>
    private void Unwind(int precedence)
    {
        while (pending.TryPeek(out var top) && top.Precedence >= precedence) steps.Add(pending.Pop().Step);
    }

    private double Number()
    {
        var start = place;
        while (place < text.Length && (char.IsAsciiDigit(text[place]) || text[place] == '.')) place++;
        if (place < text.Length && text[place] is 'e' or 'E')
        {
            var digits = place + 1;
            if (digits < text.Length && text[digits] is '+' or '-') digits++;
            if (digits < text.Length && char.IsAsciiDigit(text[digits]))
                for (place = digits; place < text.Length && char.IsAsciiDigit(text[place]);) place++;
        }
        return double.TryParse(text[start..place], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Error(start, $"'{text[start..place]}' is not a number that a double can hold,");
    }

    private string Name()
    {
        var start = place;
        while (place < text.Length && (IsNameStart(text[place]) || char.IsDigit(text[place]) || text[place] is >= '₀' and <= '₉')) place++;
        return text[start..place];
    }

    private void SkipSpace()
    {
        while (place < text.Length && char.IsWhiteSpace(text[place])) place++;
    }

    private static bool IsNameStart(char character) => char.IsLetter(character) || character == '_';

    private static string Count(int arguments, bool orMore) => orMore ? $"{arguments} or more arguments"
        : arguments == 1 ? "1 argument"
        : $"{arguments} arguments";

    private ExpressionException Error(int position, string detail) => new(text, position, detail);
}
