using System.Globalization;

namespace Nabla;

/// <summary>Converts a formula to postfix order by operator precedence. Uses an explicit stack, so deep nesting cannot overflow the call stack.</summary>
internal sealed class ExpressionParser(string text)
{
    private const int UnaryPrecedence = 3;

    private readonly List<ExpressionStep> steps = [];
    private readonly Stack<Pending> pending = new();
    private int place;

    /// <summary>An operator that waits for its right operand, or an open parenthesis.</summary>
    /// <param name="Step">The step to emit at the end; for a plain parenthesis only its position matters.</param>
    /// <param name="Precedence">0 for a parenthesis.</param>
    /// <param name="IsCall">True for the parenthesis of a function.</param>
    /// <param name="Commas">The number of commas inside.</param>
    private readonly record struct Pending(ExpressionStep Step, int Precedence, bool IsCall = false, int Commas = 0);

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
                    if (pending.TryPeek(out var open)) throw Error(open.Step.Position, "unclosed '('");
                    return;
                }
                if (text[place] == ')') Close();
                else break;
            }
            if (text[place] == ',') Comma();
            else Operator();
        }
    }

    /// <summary>Parses signs, then a number, a name or an opening parenthesis, which is followed by another operand.</summary>
    private void Operand()
    {
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
            else if (char.IsAsciiDigit(character) || character == '.')
            {
                steps.Add(new(StepKind.Number, start, Number: Number()));
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
        pending.Push(new(new(StepKind.Call, start, name, Arguments: arguments), 0, IsCall: true));
        return true;
    }

    private void Close()
    {
        Unwind(1);
        if (!pending.TryPop(out var open)) throw Error(place, "unmatched ')'");
        place++;
        if (!open.IsCall) return;
        if (open.Commas + 1 != open.Step.Arguments)
            throw Error(open.Step.Position, $"'{open.Step.Text}' takes {Count(open.Step.Arguments)}, not {open.Commas + 1},");
        steps.Add(open.Step);
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
            '*' or '·' or '×' => (StepKind.Multiply, 2),
            '/' or '÷' => (StepKind.Divide, 2),
            '^' => (StepKind.Power, 4),
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
        while (place < text.Length && (IsNameStart(text[place]) || char.IsDigit(text[place]))) place++;
        return text[start..place];
    }

    private void SkipSpace()
    {
        while (place < text.Length && char.IsWhiteSpace(text[place])) place++;
    }

    private static bool IsNameStart(char character) => char.IsLetter(character) || character == '_';

    private static string Count(int arguments) => arguments == 1 ? "1 argument" : $"{arguments} arguments";

    private ExpressionException Error(int position, string detail) => new(text, position, detail);
}
