using System.Text.RegularExpressions;

namespace Nabla.Tests.Structure;

/// <summary>The folder that each type is declared in, and the types that a file refers to.</summary>
/// <remarks>
/// Most types share one namespace, so using directives say little. This scans C# without parsing it: comments and strings are removed,
/// and a name counts as a type in positions where only a type can occur, or if it stands alone before a dot.
/// </remarks>
internal sealed partial class Layers
{
    private readonly Dictionary<string, string> folderOfType = [];

    public Layers(IEnumerable<(string Folder, string Text)> files)
    {
        foreach (var (folder, text) in files)
        {
            foreach (Match declaration in Declaration().Matches(Bare(text)))
            {
                // Tensor and Variable are partial classes in many files; they belong to the graph.
                var name = declaration.Groups["name"].Value;
                folderOfType[name] = name is "Tensor" or "Variable" ? "Graph" : folder;
            }
        }
    }

    public IReadOnlyDictionary<string, string> FolderOfType => folderOfType;

    /// <summary>The folders that a file's text refers to, each with the names that refer to it.</summary>
    public IEnumerable<(string Folder, string Name)> References(string text)
    {
        var bare = Bare(text);
        var found = new HashSet<(string, string)>();
        foreach (Match line in UsingFolder().Matches(bare)) found.Add((line.Groups["folder"].Value, $"using Nabla.{line.Groups["folder"].Value}"));
        foreach (Match use in TypePosition().Matches(bare))
            if (folderOfType.TryGetValue(use.Groups["name"].Value, out var folder)) found.Add((folder, use.Groups["name"].Value));
        return found.Order();
    }

    /// <summary>The text without comments, strings and character literals.</summary>
    public static string Bare(string text) => CommentOrString().Replace(text, match => match.Value.StartsWith('/') ? " " : "\"\"");

    // Comments, then strings: verbatim, raw, and regular ones with interpolated expressions, which may contain strings themselves; character literals.
    [GeneratedRegex(
        @"//[^\n]*|/\*.*?\*/|\$?@""(?:""""|[^""])*""|\$?""""""(?:.*?)""""""" +
        @"|\$?""(?:\\.|\{[^{}""]*(?:""[^""]*""[^{}""]*)*\}|[^""\\\n])*""|'(?:\\.|[^'\\\n])+'",
        RegexOptions.Singleline)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?|delegate\s+\S+)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\busing\s+(?:static\s+)?Nabla\.(?<folder>Core|Instructions|Kernels|Vectors|Graph|Operations|Differentiation|Expressions|Compiler|Cpu)\b")]
    private static partial Regex UsingFolder();

    // After new, is, as, typeof(, <, a base-list colon or the namespace; or before a dot, a type argument list, or another name.
    [GeneratedRegex(
        @"(?:\bnew\s+|\bcase\s+|\bis\s+(?:not\s+)?|\bas\s+|\btypeof\(|\bnameof\(|(?<=\w)<|\bNabla\.)(?<name>[A-Z]\w*)\b" +
        @"|\)\s*:\s*(?<name>[A-Z]\w*)\b|\b(?:class|record|struct)\s+\w+[^{;]*?:\s*(?<name>[A-Z]\w*)\b" +
        @"|(?<![\w.])(?<name>[A-Z]\w*)(?=\.[A-Z]|(?:\?|\[,*\])*\s+[A-Za-z_]\w*\s*(?:[;=,){(]|=>))")]
    private static partial Regex TypePosition();
}
