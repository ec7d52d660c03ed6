// Checks the site in the given folder: every link within it leads to a file and an anchor, and no page loads anything from elsewhere.
using System.Net;
using System.Text.RegularExpressions;

var root = Path.GetFullPath(args[0]);
var pages = Directory.GetFiles(root, "*.html", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllText);
var anchors = pages.ToDictionary(page => page.Key, page => Attributes(page.Value, "id|name").ToHashSet());
var problems = new SortedSet<string>(StringComparer.Ordinal);
foreach (var (path, html) in pages)
{
    var page = Path.GetRelativePath(root, path);
    foreach (var link in Attributes(html, "href|src").Distinct())
    {
        if (link.StartsWith("mailto:", StringComparison.Ordinal)) continue;
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("//", StringComparison.Ordinal)) continue;
        var (file, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, "");
        var target = file.Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, Uri.UnescapeDataString(file.Split('?')[0])));
        if (!File.Exists(target)) problems.Add($"{page}: {link}");
        else if (anchor.Length > 0 && anchors.TryGetValue(target, out var known) && !known.Contains(Uri.UnescapeDataString(anchor)))
            problems.Add($"{page}: {link}: no such anchor");
    }
    foreach (Match tag in Regex.Matches(html, @"<(?:script|img|link|iframe|source)\b[^>]*\b(?:src|href)=""(?:https?:)?//[^>]*>"))
        problems.Add($"{page}: loads from elsewhere: {tag.Value}");
}
foreach (var style in Directory.GetFiles(root, "*.css", SearchOption.AllDirectories))
{
    foreach (Match address in Regex.Matches(File.ReadAllText(style), @"(?:@import|url\()\s*[""']?(?:https?:)?//[^)]*"))
        problems.Add($"{Path.GetRelativePath(root, style)}: loads from elsewhere: {address.Value}");
}
foreach (var problem in problems) Console.WriteLine(problem);
Console.WriteLine($"site: {pages.Count} pages, {problems.Count} broken links");
return problems.Count == 0 && pages.Count > 0 ? 0 : 1;

static IEnumerable<string> Attributes(string html, string names) =>
    Regex.Matches(html, $@"\s(?:{names})=""(?<value>[^""]*)""").Select(match => WebUtility.HtmlDecode(match.Groups["value"].Value));
