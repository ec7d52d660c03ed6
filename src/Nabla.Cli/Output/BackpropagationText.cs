using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The steps of backpropagation as text, number by number.</summary>
internal static class BackpropagationText
{
    // Longer sums and larger tables are printed as results only.
    private const int MostTerms = 6;
    private const int MostRows = 12;

    /// <summary>Prints both passes. The steps of each are numbered from 1.</summary>
    public static void Print(IReadOnlyList<BackpropagationStep> steps)
    {
        foreach (var pass in steps.GroupBy(step => step.IsBackward))
        {
            Console.Out.WriteLine(pass.Key ? "backward" : "forward");
            var number = 0;
            foreach (var step in pass)
            {
                var lines = Arithmetic(step);
                var shown = lines.Count > 0 ? "" : $" = {Value(step.Value)}";
                Console.Out.WriteLine($"{++number,3}  {step.Name} = {step.Formula}{shown}");
                foreach (var line in lines) Console.Out.WriteLine($"       {line}");
            }
        }
    }

    /// <summary>A number with four digits, in parentheses if it is negative and a factor.</summary>
    public static string Number(double number, bool isFactor = false)
    {
        var text = number.ToString("G4", CultureInfo.InvariantCulture);
        return isFactor && number < 0 ? $"({text})" : text;
    }

    /// <summary>Returns a line of arithmetic for each row of the result; none for several examples, or if they would not fit on a page.</summary>
    private static List<string> Arithmetic(BackpropagationStep step)
    {
        if (step.Form == BackpropagationForm.Value) return [];
        var vectors = step.Form == BackpropagationForm.Product ? step.Operands.Skip(1).Take(1) : step.Operands;
        if (vectors.Any(vector => vector.Shape[0] != 1)) return [];
        var numbers = step.Operands.Select(operand => operand.ToArray<double>()).ToArray();
        var (a, b, result) = (numbers[0], numbers[1], step.Value.ToArray<double>());
        var (rows, terms) = step.Form switch
        {
            BackpropagationForm.Elementwise => (result.Length, 1),
            BackpropagationForm.Outer => (a.Length, b.Length),
            _ => (result.Length, b.Length),
        };
        if (rows > MostRows || terms > MostTerms) return [];
        return [.. Enumerable.Range(0, rows).Select(Line)];

        string Line(int row)
        {
            var columns = Enumerable.Range(0, terms);
            switch (step.Form)
            {
                case BackpropagationForm.Elementwise:
                    return $"{Times(a[row], b[row])} = {Number(result[row])}";
                case BackpropagationForm.Outer:
                    return string.Join("    ", columns.Select(column => $"{Times(a[row], b[column])} = {Number(result[row * terms + column])}"));
                default:
                    var products = columns.Select(column => Times(a[row * terms + column], b[column]));
                    var bias = numbers.Skip(2).Select(biases => Number(biases[row], true));
                    return $"{string.Join(" + ", products.Concat(bias))} = {Number(result[row])}";
            }
        }
    }

    private static string Times(double a, double b) => $"{Number(a, true)} · {Number(b, true)}";

    private static string Value(Tensor value)
    {
        var numbers = value.ToArray<double>();
        if (value.Rank == 0) return Number(numbers[0]);
        var (columns, rows) = (value.Shape[^1], numbers.Length / Math.Max(1, value.Shape[^1]));
        if (columns > MostRows || rows > MostRows) return $"a tensor of shape {value.Shape}";
        var lists = numbers.Chunk(columns).Select(row => $"[{string.Join(", ", row.Select(number => Number(number)))}]").ToList();
        return rows == 1 ? lists[0] : $"[{string.Join(", ", lists)}]";
    }
}
