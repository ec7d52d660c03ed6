namespace Nabla;

/// <summary>What one step of a formula in postfix order does.</summary>
internal enum StepKind
{
    Number, Name, Negate, Add, Subtract, Multiply, Divide, Power, Call, Define,
}

/// <summary>A step on a stack of operands: it takes some from the top and puts its result there.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Position">Where it stands in the text, from 0.</param>
/// <param name="Text">The name, for names, calls and definitions.</param>
/// <param name="Number">The number, for numbers.</param>
/// <param name="Arguments">How many operands it takes.</param>
internal readonly record struct ExpressionStep(StepKind Kind, int Position, string Text = "", double Number = 0, int Arguments = 0);
