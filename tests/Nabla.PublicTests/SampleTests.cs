using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Nabla.PublicTests;

/// <summary>Runs every sample as a user would, and checks its result.</summary>
public partial class SampleTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly Dictionary<string, Action<string>> Results = new()
    {
        ["gaussian-process.cs"] = output =>
        {
            Assert.InRange(Number(output, @"step 399: log likelihood\s+(\S+),"), -5, 0);
            Assert.InRange(Number(output, @"holds the function at (\d+) of"), 135, 161);
            Assert.InRange(Number(output, @"step 399: .* noise (\S+)"), 0.1, 0.2);
        },
        ["lenet.cs"] = output =>
        {
            Assert.InRange(Number(output, @"other digits: (\S+) ?%"), 85, 100);
            Assert.Equal(48_120, Number(output, @"linear\(in 400, out 120\).* (\S+) parameters"));
        },
        ["char-lstm.cs"] = output =>
        {
            Assert.InRange(Number(output, @"epoch 40: (\S+) nats"), 0, 0.3);
            Assert.Contains("wind in the old pear tree", output, StringComparison.Ordinal);
        },
        ["sequence-labels.cs"] = output => Assert.InRange(Number(output, @"on new sequences, (\S+) ?%"), 97, 100),
        ["neural-ode.cs"] = output => Assert.InRange(Number(output, @"is at most (\S+) from"), 0, 0.25),
        ["physics-informed.cs"] = output =>
        {
            Assert.InRange(Number(output, @"the largest error is (\S+)"), 0, 1e-3);
            Assert.Equal(1, Number(output, @"y\(0\) = (\S+),"));
        },
        ["rbm-features.cs"] = output =>
        {
            Assert.InRange(Number(output, @"machine 2, epoch 20: reconstruction error (\S+)"), 0, 0.03);
            Assert.InRange(Number(output, @"test error (\S+) ?%"), 0, 12);
        },
        ["resnet-fashion.cs"] = output =>
        {
            Assert.InRange(Number(output, @"other pictures: (\S+) ?%"), 60, 100);
            // The folded network computes the same, but for rounding.
            Assert.Equal(Number(output, @"other pictures: (\S+) ?%"), Number(output, @"with 168 fewer parameters: (\S+) ?%"), 0.5);
        },
        ["vae-digits.cs"] = output =>
        {
            Assert.InRange(Number(output, @"epoch 10: (\S+) nats"), 150, 205);
            Assert.Contains('%', output.Split("digits from random codes:")[1]);
        },
        ["mixture-of-gaussians.cs"] = output =>
        {
            Assert.InRange(Number(output, @"step 499: mean log likelihood (\S+)"), -2.9, -2.7);
            Assert.InRange(Number(output, @"from the truth is (\S+)"), 0, 0.12);
        },
    };

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Folder, "*.cs").Select(path => Path.GetFileName(path)).Order()];

    private static string Folder => Path.Combine(Repository.Root, "samples");

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_Run_ComesToItsResult(string name)
    {
        var picture = Path.Combine(Path.GetTempPath(), $"nabla-{Path.GetRandomFileName()}.png");
        try
        {
            var output = Run(name, picture);
            Results[name](output);
            if (output.Contains(picture, StringComparison.Ordinal)) Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(picture)[..4]);
        }
        finally
        {
            File.Delete(picture);
        }
    }

    [Fact]
    public void Samples_OfTheirReadme_AreThose() => Assert.Equal(
        Samples.Select(row => row.Data), Command().Matches(File.ReadAllText(Path.Combine(Folder, "README.md"))).Select(match => match.Groups[1].Value).Order());

    private static string Run(string name, string argument)
    {
        var start = new ProcessStartInfo("dotnet", ["run", "-c", Configuration, Path.Combine(Folder, name), "--", argument])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The sample's build must not inherit the settings of this process's build.
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(variable);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{name}: exit code {process.ExitCode}\n{output}\n{error.Result}");
        return output;
    }

    private static double Number(string output, string pattern)
    {
        var match = Regex.Match(output, pattern);
        Assert.True(match.Success, $"There is no '{pattern}' in:\n{output}");
        return double.Parse(match.Groups[1].Value, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("samples/([a-z-]+[.]cs)")]
    private static partial Regex Command();
}
