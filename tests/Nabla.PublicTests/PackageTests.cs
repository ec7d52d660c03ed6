using System.Globalization;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Nabla.PublicTests;

/// <summary>The packages that <c>.ci/pack</c> made: what is in them, and the table of docs/guide/packages.md.</summary>
public partial class PackageTests
{
    private static readonly string[] Libraries = ["Nabla", "Nabla.Learning", "Nabla.Plots", "Nabla.Parquet", "Nabla.DataView", "Nabla.Onnx"];
    private static readonly string[] Runtimes = ["linux-x64", "win-x64", "osx-arm64", "any"];

    private static string Folder
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("NABLA_PACKAGES");
            Assert.SkipWhen(folder is null, "NABLA_PACKAGES is not set: .ci/pack sets it to the folder of the packages.");
            return folder;
        }
    }

    public static TheoryData<string> LibraryNames => [.. Libraries];

    public static TheoryData<string> AllNames => [.. Libraries, "Nabla.Tool", .. Runtimes.Select(runtime => $"Nabla.Tool.{runtime}")];

    [Theory]
    [MemberData(nameof(AllNames))]
    public void Package_Metadata_AreComplete(string name)
    {
        using var package = Open(name, "nupkg");
        var metadata = Metadata(package, name);
        Assert.Equal("MIT", metadata["license"]);
        Assert.Equal("The Nabla contributors", metadata["authors"]);
        Assert.StartsWith("# Changelog", metadata["releaseNotes"], StringComparison.Ordinal);
        Assert.Contains("automatic-differentiation", metadata["tags"], StringComparison.Ordinal);
        Assert.InRange(metadata["description"].Length, 40, 400);
        Assert.True(package.GetEntry(metadata["readme"])!.Length > 200);
        Assert.True(package.GetEntry(metadata["icon"])!.Length > 500);
        // Neither a path of the machine that packed it nor an address other than those of the license and the change log.
        var text = Text(package, $"{name}.nuspec");
        Assert.DoesNotContain(Repository.Root, text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(LibraryNames))]
    public void Library_Files_AreTheAssemblyAndItsDocumentation(string name)
    {
        using var package = Open(name, "nupkg");
        List<string> wanted = [$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", "README.md", "icon.png"];
        if (name == "Nabla") wanted.Add("buildTransitive/Nabla.targets");
        Assert.Equal(wanted.Order(StringComparer.Ordinal), Files(package).Order(StringComparer.Ordinal));
        using var symbols = Open(name, "snupkg");
        Assert.Equal([$"lib/net10.0/{name}.pdb"], Files(symbols));
    }

    /// <summary>Paths begin with /_/ wherever a package was built, so that the same sources give the same files.</summary>
    [Theory]
    [MemberData(nameof(LibraryNames))]
    public void Library_SourcesInItsSymbols_HaveNoPathsOfThisMachine(string name)
    {
        using var package = Open(name, "snupkg");
        using var entry = package.GetEntry($"lib/net10.0/{name}.pdb")!.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        bytes.Position = 0;
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(bytes);
        var reader = symbols.GetMetadataReader();
        var paths = reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name)).ToList();
        Assert.True(paths.Count > 3);
        Assert.All(paths, path => Assert.StartsWith("/_/", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("linux-x64", "libSkiaSharp.so")]
    [InlineData("win-x64", "libSkiaSharp.dll")]
    [InlineData("osx-arm64", "libSkiaSharp.dylib")]
    public void Tool_ForASystem_HasItsNativeFilesAndMachineCode(string runtime, string native)
    {
        using var package = Open($"Nabla.Tool.{runtime}", "nupkg");
        var files = Files(package);
        Assert.Contains($"tools/net10.0/{runtime}/{native}", files);
        Assert.DoesNotContain(files, file => file.Contains("/runtimes/", StringComparison.Ordinal));
        using var library = Open("Nabla", "nupkg");
        // Machine code doubles an assembly.
        long plain = library.GetEntry("lib/net10.0/Nabla.dll")!.Length;
        Assert.True(package.GetEntry($"tools/net10.0/{runtime}/Nabla.dll")!.Length > 1.5 * plain);
    }

    [Fact]
    public void Tool_ForAnySystem_HasTheNativeFilesOfAll()
    {
        using var package = Open("Nabla.Tool.any", "nupkg");
        var files = Files(package);
        foreach (var system in (string[])["win-x64", "win-arm64", "linux-x64", "linux-arm64", "linux-musl-x64", "osx"])
            Assert.Contains(files, file => file.StartsWith($"tools/net10.0/any/runtimes/{system}/native/libSkiaSharp", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Contains("/native/", StringComparison.Ordinal) && file.EndsWith(".pdb", StringComparison.Ordinal));
        using var pointer = Open("Nabla.Tool", "nupkg");
        var settings = Text(pointer, "tools/any/any/DotnetToolSettings.xml");
        Assert.All(Runtimes, runtime => Assert.Contains($"Id=\"Nabla.Tool.{runtime}\"", settings, StringComparison.Ordinal));
    }

    [Fact]
    public void Core_DependsOnNothing_AndHasLessThanAMegabyte()
    {
        using var package = Open("Nabla", "nupkg");
        Assert.Empty(Dependencies(package, "Nabla"));
        Assert.InRange(new FileInfo(PathOf("Nabla", "nupkg")).Length, 100_000, 1_000_000);
    }

    [Fact]
    public void Table_SizesAndDependencies_AreThoseOfThePackages()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide", "packages.md"));
        var rows = Row().Matches(page).ToDictionary(row => row.Groups["name"].Value, row => row);
        Assert.Equal(AllNames.Select(row => row.Data).Where(name => name != "Nabla.Tool").Order(), rows.Keys.Order());
        foreach (var (name, row) in rows)
        {
            var size = new FileInfo(PathOf(name, "nupkg")).Length;
            var stated = double.Parse(row.Groups["size"].Value, CultureInfo.InvariantCulture) * (row.Groups["unit"].Value == "MB" ? 1e6 : 1e3);
            Assert.True(Math.Abs(size - stated) < 0.1 * size, $"{name} has {size} bytes; docs/guide/packages.md says {row.Value}");
            if (name.StartsWith("Nabla.Tool", StringComparison.Ordinal)) continue;
            using var package = Open(name, "nupkg");
            var needs = string.Join(", ", Dependencies(package, name).Select(dependency => $"`{dependency}`"));
            Assert.Equal(needs.Length == 0 ? "nothing" : needs, row.Groups["needs"].Value);
        }
    }

    private static List<string> Dependencies(ZipArchive package, string name)
    {
        var all = XDocument.Parse(Text(package, $"{name}.nuspec")).Descendants().Where(element => element.Name.LocalName == "dependency");
        return [.. all.Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Metadata(ZipArchive package, string name) =>
        XDocument.Parse(Text(package, $"{name}.nuspec")).Root!.Elements().Single().Elements()
            .ToDictionary(element => element.Name.LocalName, element => element.Value);

    /// <summary>What is in a package, without what every package has.</summary>
    private static List<string> Files(ZipArchive package) =>
    [
        .. package.Entries.Select(entry => entry.FullName).Where(file =>
            !file.EndsWith(".nuspec", StringComparison.Ordinal) && file != "[Content_Types].xml"
            && !file.StartsWith("_rels/", StringComparison.Ordinal) && !file.StartsWith("package/", StringComparison.Ordinal)),
    ];

    private static string Text(ZipArchive package, string file)
    {
        using var reader = new StreamReader(package.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    private static ZipArchive Open(string name, string extension) => ZipFile.OpenRead(PathOf(name, extension));

    private static string PathOf(string name, string extension) =>
        Assert.Single(Directory.GetFiles(Folder), path => Regex.IsMatch(Path.GetFileName(path), $@"^{Regex.Escape(name)}\.\d.*\.{extension}$"));

    [GeneratedRegex(@"^\| `(?<name>Nabla[^`]*)` \| (?<size>[\d.]+) (?<unit>kB|MB) \| (?<needs>[^|]*[^| ]) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
