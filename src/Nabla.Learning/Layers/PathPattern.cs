using System.IO.Enumeration;

namespace Nabla.Learning;

/// <summary>Patterns over the paths of modules and parameters: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
internal static class PathPattern
{
    private const int MostListed = 16;

    /// <summary>True if the pattern matches the path or that of a module around it, the whole network included.</summary>
    public static bool Matches(string pattern, string path)
    {
        if (pattern == "*") return true;
        var end = -1;
        do
        {
            end = path.IndexOf('.', end + 1);
            if (FileSystemName.MatchesSimpleExpression(pattern, end < 0 ? path : path.AsSpan(0, end), ignoreCase: false)) return true;
        }
        while (end >= 0);
        return false;
    }

    /// <summary>Returns the paths that some pattern matches.</summary>
    /// <exception cref="ArgumentException">A pattern matches none.</exception>
    public static HashSet<string> Require(string owner, IReadOnlyList<string> patterns, IReadOnlyList<string> paths, string kind, string argument)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            ArgumentNullException.ThrowIfNull(pattern, argument);
            string[] matches = [.. paths.Where(path => Matches(pattern, path))];
            if (matches.Length == 0)
                throw new ArgumentException($"{owner}: the pattern '{pattern}' matches no {kind}; {Listed(paths, pattern)}.", argument);
            all.UnionWith(matches);
        }
        return all;
    }

    /// <summary>Returns what there is as part of a sentence; of many paths, those that are most like the one that was looked for.</summary>
    public static string Listed(IReadOnlyList<string> paths, string sought)
    {
        string[] named = [.. paths.Where(path => path.Length > 0)];
        if (named.Length == 0) return "there are no paths";
        if (named.Length <= MostListed) return $"the paths are {string.Join(", ", named)}";
        var near = named.OrderBy(path => Distance(sought.Replace("*", "", StringComparison.Ordinal), path)).Take(MostListed);
        return $"the nearest paths are {string.Join(", ", near)}, and there are {named.Length - MostListed} more";
    }

    /// <summary>The number of characters to insert, delete or replace to make one text of the other (Levenshtein 1965).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 0; i < a.Length; i++)
        {
            var corner = row[0]++;
            for (var j = 0; j < b.Length; j++)
            {
                var replaced = corner + (a[i] == b[j] ? 0 : 1);
                corner = row[j + 1];
                row[j + 1] = Math.Min(replaced, 1 + Math.Min(row[j], corner));
            }
        }
        return row[^1];
    }
}
