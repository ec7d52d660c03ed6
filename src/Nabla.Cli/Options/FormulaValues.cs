using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>Parses the values of a formula's names from the command line: <c>a=2</c>.</summary>
internal static class FormulaValues
{
    public static Dictionary<string, double> Parse(Expression expression, string[] assignments)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var assignment in assignments)
        {
            var parts = Array.ConvertAll(assignment.Split('='), part => part.Trim());
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                throw new DataException($"{assignment}: give a value as a name and a finite number, such as a=2.");
            if (!expression.Names.Contains(parts[0]) && !expression.Constants.Contains(parts[0]))
            {
                var names = expression.Names.Count > 0 ? $"; the names are {string.Join(", ", expression.Names)}" : "";
                throw new DataException($"{assignment}: the formula has no name '{parts[0]}' that needs a value{names}.");
            }
            if (!values.TryAdd(parts[0], number)) throw new DataException($"{assignment}: '{parts[0]}' already has a value.");
        }
        return values;
    }
}
