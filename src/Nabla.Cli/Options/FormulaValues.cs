using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The values of a formula's names as they stand on the command line: <c>a=2</c>.</summary>
internal static class FormulaValues
{
    public static Dictionary<string, double> Parse(Expression expression, string[] assignments)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var assignment in assignments)
        {
            var parts = Array.ConvertAll(assignment.Split('='), part => part.Trim());
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                throw new DataException($"{assignment}: a value is given as a name and a finite number, as a=2.");
            if (!expression.Names.Contains(parts[0])) throw new DataException($"{assignment}: there is no name '{parts[0]}' in the formula that needs a value{(expression.Names.Count > 0 ? $"; there are {string.Join(", ", expression.Names)}" : "")}.");
            if (!values.TryAdd(parts[0], number)) throw new DataException($"{assignment}: '{parts[0]}' has a value already.");
        }
        return values;
    }
}
