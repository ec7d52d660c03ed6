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

    private static List<string> Arithmetic(BackpropagationStep step)
    {
        // Only a single example has a calculation that fits on a page.
        var isSingle = step.Form switch
        {
            BackpropagationForm.Product => step.Operands[1].Shape[0] == 1,
            BackpropagationForm.Value => false,
            _ => step.Operands[0].Shape[0] == 1,
        };
        if (!isSingle) return [];
        var numbers = step.Operands.Select(operand => operand.ToArray<double>()).ToArray();
        var result = step.Value.ToArray<double>();
        var lines = new List<string>();
        switch (step.Form)
        {
            case BackpropagationForm.Elementwise:
                for (var i = 0; i < result.Length; i++)
                    lines.Add($"{Number(numbers[0][i], true)} · {Number(numbers[1][i], true)} = {Number(result[i])}");
                break;
            case BackpropagationForm.Outer:
                for (var i = 0; i < numbers[0].Length; i++)
                {
                    lines.Add(string.Join("    ", Enumerable.Range(0, numbers[1].Length).Select(j =>
                        $"{Number(numbers[0][i], true)} · {Number(numbers[1][j], true)} = {Number(result[i * numbers[1].Length + j])}")));
                }
                if (numbers[1].Length > MostTerms) lines.Clear();
                break;
            case BackpropagationForm.Product:
                var width = numbers[1].Length;
                for (var i = 0; i < result.Length; i++)
                {
                    var terms = Enumerable.Range(0, width)
                        .Select(j => $"{Number(numbers[0][i * width + j], true)} · {Number(numbers[1][j], true)}")
                        .Concat(numbers.Length > 2 ? [Number(numbers[2][i], true)] : (string[])[]);
                    lines.Add($"{string.Join(" + ", terms)} = {Number(result[i])}");
                }
                if (width > MostTerms) lines.Clear();
                break;
        }
        return lines.Count > MostRows ? [] : lines;
    }

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
