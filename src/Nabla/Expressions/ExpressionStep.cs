namespace Nabla;

/// <summary>The kind of a step of a formula in postfix order.</summary>
internal enum StepKind
{
    Number, Name, Negate, Add, Subtract, Multiply, Divide, Power, Call, Define,
}

/// <summary>A step on a stack of operands: pops its operands and pushes its result.</summary>
/// <param name="Kind">The kind of step.</param>
/// <param name="Position">The position in the text, from 0.</param>
/// <param name="Text">The name, for names, calls and definitions.</param>
/// <param name="Number">The value, for numbers.</param>
/// <param name="Arguments">The number of operands.</param>
internal readonly record struct ExpressionStep(StepKind Kind, int Position, string Text = "", double Number = 0, int Arguments = 0);
