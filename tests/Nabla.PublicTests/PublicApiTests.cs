using System.Reflection;
using Xunit;

namespace Nabla.PublicTests;

/// <summary>The public API changes only on purpose: it is recorded in files next to these tests, so every change shows in a diff.</summary>
public class PublicApiTests
{
    [Theory]
    [InlineData("Nabla")]
    [InlineData("Nabla.Learning")]
    [InlineData("Nabla.Plots")]
    [InlineData("Nabla.Parquet")]
    [InlineData("Nabla.DataView")]
    [InlineData("Nabla.Onnx")]
    public void PublicApi_OfTheAssembly_IsTheReviewedFile(string name)
    {
        var actual = ApiText.Of(Assembly.Load(name));
        Assert.NotEmpty(actual);
        var path = Path.Combine(Repository.Tests, $"PublicApi.{name}.txt");
        if (Environment.GetEnvironmentVariable("NABLA_ACCEPT") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }
        var differences = Differences(File.Exists(path) ? File.ReadAllText(path) : "", actual).ToList();
        Assert.True(
            differences.Count == 0,
            $"The public API of {name} is not that of PublicApi.{name}.txt:\n{string.Join('\n', differences)}\n"
            + "If that is what you want, run these tests once with NABLA_ACCEPT=1 in the environment, and commit the file.");
    }

    [Fact]
    public void Differences_OfTwoTexts_NameTypeAndMember()
    {
        const string Before = "class A\n    int X\n    int Y\nclass B\n    int X\n";
        Assert.Empty(Differences(Before, Before));
        Assert.Equal(["- class A: int Y", "+ class B: int Z"], Differences(Before, "class A\n    int X\nclass B\n    int X\n    int Z\n"));
        Assert.Equal(["- class B", "- class B: int X"], Differences(Before, "class A\n    int X\n    int Y\n"));
    }

    [Fact]
    public void ApiText_OfThisLibrary_HasTheFormOfASignature()
    {
        var lines = ApiText.Of(typeof(Tensor).Assembly).Split('\n');
        Assert.Contains("sealed class Nabla.Tensor", lines);
        Assert.Contains("    Tensor MatMul(Tensor other, bool transposeA = false, bool transposeB = false)", lines);
        Assert.Contains("    static Tensor From<T>(T[] values, Shape? shape = null) where T : unmanaged", lines);
        Assert.Contains("    static Tensor Apply(Operation operation, params ReadOnlySpan<Tensor> inputs)", lines);
        Assert.Contains("    abstract Tensor? Partial(int input, in OperationContext context)", lines);
        Assert.Contains("    protected virtual bool SameValue(Operation other)", lines);
        Assert.DoesNotContain(lines, line => line.Contains("DataBuffer", StringComparison.Ordinal));
    }

    [Fact]
    public void Variable_HasEveryMethodOfATensor()
    {
        // These describe how a tensor was computed, which does not concern the variable that holds it.
        string[] ofNodes =
        [
            "IReadOnlyList<Tensor> Inputs { get; }", "Operation Operation { get; }", "bool IsEvaluated { get; }", "bool RequiresGradient { get; }",
        ];
        var lines = Lines(ApiText.Of(typeof(Tensor).Assembly));
        const string Tensor = "sealed class Nabla.Tensor: ", Variable = "sealed class Nabla.Variable: ";
        var members = lines.Where(line => line.StartsWith(Tensor, StringComparison.Ordinal))
            .Select(line => line[Tensor.Length..])
            .Where(line => !line.StartsWith("static ", StringComparison.Ordinal))
            .ToArray();
        Assert.True(members.Length > 100);
        Assert.Equal([], members.Except(ofNodes).Where(member => !lines.Contains(Variable + member)));
    }

    private static IEnumerable<string> Differences(string before, string after)
    {
        var (old, now) = (Lines(before), Lines(after));
        return old.Except(now).Select(line => (line, sign: '-')).Concat(now.Except(old).Select(line => (line, sign: '+')))
            .OrderBy(change => change.line, StringComparer.Ordinal).Select(change => $"{change.sign} {change.line}");
    }

    /// <summary>Each member, prefixed with its type.</summary>
    private static HashSet<string> Lines(string text)
    {
        var type = "";
        var lines = new HashSet<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith(' ')) type = line;
            lines.Add(line.StartsWith(' ') ? $"{type}: {line.Trim()}" : line);
        }
        return lines;
    }
}
