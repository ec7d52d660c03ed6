using System.Text.RegularExpressions;
using Xunit;

namespace Nabla.Tests.Structure;

/// <summary>Dependencies between the folders of the core point down; no file is too long to read in one sitting.</summary>
public class LayeringTests
{
    private const int LongestFile = 400;

    // Allowed dependencies. The executors may use whatever the layers below them may.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Instructions"] = ["Vectors", "Core"],
        ["Kernels"] = ["Vectors", "Core"],
        ["Vectors"] = ["Core"],
        ["Graph"] = ["Core", "Instructions"],
        ["Operations"] = ["Graph", "Instructions", "Kernels", "Core"],
        ["Differentiation"] = ["Graph", "Instructions", "Core"],
        ["Loops"] = ["Differentiation", "Graph", "Core"],
        ["Expressions"] = ["Graph", "Core"],
        ["Compiler"] = ["Graph", "Instructions", "Core"],
        ["Cpu"] = ["Compiler", "Graph", "Instructions", "Kernels", "Vectors", "Core"],
    };

    [Fact]
    public void Folders_OfTheCore_AreTheLayers() =>
        Assert.Equal(Allowed.Keys.Order(), CoreFiles().Select(file => file.Folder).Distinct().Order());

    [Fact]
    public void References_BetweenFolders_PointDown()
    {
        var files = CoreFiles().ToList();
        var layers = new Layers(files.Select(file => (file.Folder, file.Text)));
        var upward =
            from file in files
            from reference in layers.References(file.Text)
            where reference.Folder != file.Folder && !Allowed[file.Folder].Contains(reference.Folder)
            select $"{file.Folder}/{file.Name} refers to {reference.Folder}: {reference.Name}";
        Assert.Empty(upward);
    }

    [Fact]
    public void Passes_OfTheCompiler_AreRunByThePipelineAlone()
    {
        var files = CoreFiles().ToList();
        // A pass is a static class of the compiler with a Run method.
        var passes = files.Where(file => file.Folder == "Compiler" && file.Name != "Pipeline.cs" && Regex.IsMatch(file.Text, @"public static [^=(]+ Run\("))
            .Select(file => Path.GetFileNameWithoutExtension(file.Name)).ToList();
        Assert.InRange(passes.Count, 8, 20);
        var pipeline = files.Single(file => file.Name == "Pipeline.cs").Text;
        Assert.All(passes, pass => Assert.Contains($"{pass}.Run(", pipeline));
        Assert.InRange(pipeline.Split('\n').Length, 1, 80);
        var callers =
            from file in files
            where file.Name != "Pipeline.cs"
            from pass in passes
            where file.Text.Contains($"{pass}.Run(")
            select $"{file.Name} runs {pass}";
        Assert.Empty(callers);
    }

    [Fact]
    public void Declarations_InDifferentFolders_HaveDifferentNames()
    {
        // The scan goes by name: it cannot distinguish two types with the same name.
        var places = CoreFiles().SelectMany(file => new Layers([(file.Folder, file.Text)]).FolderOfType).Distinct().GroupBy(pair => pair.Key);
        Assert.Empty(places.Where(group => group.Select(pair => pair.Value).Distinct().Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void References_OfEveryKind_AreSeen()
    {
        var layers = new Layers([("Cpu", "internal sealed class Engine { } internal record struct Wheel(int Size);")]);
        string[] seen =
        [
            "var e = new Engine();", "Engine.Start();", "Nabla.Engine.Start();", "private readonly Engine engine;", "void Run(Engine engine, int x)",
            "if (x is Engine) y();", "List<Engine> all;", "class A : Engine { }", "typeof(Engine)", "Engine[] engines = [];", "Engine? none = null;",
            "case Engine { Size: 1 } found:", "case Engine found:", "static Engine Make() => null;", "x as Engine", "Engine.Part part;",
        ];
        Assert.All(seen, text => Assert.Contains(("Cpu", "Engine"), layers.References(text)));
        Assert.Equal([("Cpu", "using Nabla.Cpu")], layers.References("using Nabla.Cpu;"));
        Assert.Equal([("Graph", "Tensor")], new Layers([("Operations", "partial class Tensor { }")]).References("Tensor x = y;"));
        string[] unseen =
        [
            "// new Engine()", "/* new Engine() */", "var s = \"new Engine()\";", "x.Engine();", "Engine(1);", "/// <see cref=\"Engine\"/>",
            "var s = $\"a {b.C(\"x\")} new Engine()\";",
        ];
        Assert.All(unseen, text => Assert.Empty(layers.References(text)));
    }

    [Fact]
    public void Files_OfTheProduct_AreShortEnoughToRead()
    {
        var files = SourceTree.Files("src").ToList();
        Assert.NotEmpty(files);
        var lengths = files.Select(path => (Path: Path.GetRelativePath(SourceTree.Root, path), Lines: File.ReadLines(path).Count()));
        Assert.DoesNotContain(lengths, file => file.Lines > LongestFile);
    }

    private static IEnumerable<(string Folder, string Name, string Text)> CoreFiles() =>
        from path in SourceTree.Files(Path.Combine("src", "Nabla"))
        select (LayerOf(path), Path.GetFileName(path), File.ReadAllText(path));

    /// <summary>The first folder under src/Nabla; the folders below it belong to that layer.</summary>
    private static string LayerOf(string path) =>
        Path.GetRelativePath(Path.Combine(SourceTree.Root, "src", "Nabla"), path).Split(Path.DirectorySeparatorChar)[0];
}
