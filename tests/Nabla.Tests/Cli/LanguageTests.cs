using System.Globalization;
using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>Numbers and messages are the same in every locale.</summary>
public sealed class LanguageTests : IDisposable
{
    private readonly CultureInfo before = CultureInfo.CurrentCulture;
    private readonly DataFolder folder = new();

    public void Dispose()
    {
        CultureInfo.CurrentCulture = before;
        folder.Dispose();
    }

    [Theory]
    [InlineData("de_DE.UTF-8")]
    [InlineData("tr_TR.UTF-8")]
    public void Tool_OnAMachineOfAnotherLanguage_SaysTheSame(string language)
    {
        (string, string)[] settings = [("LC_ALL", language)];
        string Command(string name) => folder.In(name);
        var plain = Tool.Run("train", "moons:100", "--hidden", "8", "--epochs", "2", "--lr", "0.01", "--out", Command("plain"));
        var other = Tool.RunWith(settings, "train", "moons:100", "--hidden", "8", "--epochs", "2", "--lr", "0.01", "--out", Command("other"));
        string WithoutTimes(string text) => string.Join('\n', text.Replace("other", "plain").Split('\n').Select(line =>
            line.StartsWith("epoch", StringComparison.Ordinal) ? line[..line.LastIndexOf("  ", StringComparison.Ordinal)] : line));
        Assert.Equal(WithoutTimes(plain.Output), WithoutTimes(other.Output));
        Assert.Equal(
            "nabla: --lr 0,1: it must be a number with a decimal point, such as 0.1. See 'nabla train --help'.\n",
            Tool.RunWith(settings, "train", "xor", "--lr", "0,1").Error);
        Assert.Equal(
            File.ReadAllText(Path.Combine(Command("plain"), "metrics.csv"))[..20],
            File.ReadAllText(Path.Combine(Command("other"), "metrics.csv"))[..20]);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Messages_InAnotherLanguage_HaveDecimalPoints(string language)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
        var x = Tensor.From([1.5, -2.5]);
        Assert.Equal("tensor([ 1.5, -2.5], float64[2])", x.ToString());
        Assert.StartsWith("clip: the lower bound 2.5 is above the upper bound 1.5.", Assert.Throws<ArgumentException>(() => x.Clip(2.5, 1.5)).Message);
        Assert.Contains("-0.5", Assert.Throws<ArgumentOutOfRangeException>(() => x.Norm(order: -0.5)).Message);
        Assert.Contains("1.5", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam([new Variable(x)], beta1: 1.5)).Message);
        Assert.Contains("-0.25", Assert.Throws<ArgumentOutOfRangeException>(() => new Generator(1).Normal([2], 0, -0.25)).Message);
        Assert.Contains("1.5", Assert.Throws<ArgumentOutOfRangeException>(() => new ElasticNetRegularizer(1.5)).Message);
        Assert.Equal(0.125, Expression.Parse("0.125 * a").Bind(new Dictionary<string, Tensor> { ["a"] = Tensor.Scalar(1.0) }).Output.ToDouble());
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("sv-SE")]
    [InlineData("fa-IR")]
    [InlineData("tr-TR")]
    public void Records_InAnotherLanguage_PrintTheSame(string language)
    {
        object[] records =
        [
            new ColumnStatistics(-1.5, 0.25, -3.5, 2), new Metrics(0.5, -0.25), new TrainingProgress(1, 2, 3, 4, 5, 0.5, -0.5, TimeSpan.FromSeconds(1.5)),
            new EpochResult(1, new(0.5, -0.25), new(1.5, -2.5), 0.125), new EpochResult(1, new(0.5, -0.25), null, 0.125),
            new GradientCheckResult(0.5, -1.5, 2.5, null, null), new GradientPrecision(0.5, 1.25), new ScalarEdge(1, 2, -0.5, false),
            new PathSum(0.25, 3, 4, 5), new ScalarSweep([0.5], 1, 2), new ScalarPath([], 1.5), new KernelProfile("add", 1, 2, 3.5, 0.5, ""),
            new MemoryAllocation(-1, new(ElementType.Float32, Shape.Scalar), 0, 4, -1, 2), new KernelContext(2),
            new GradientMethodResult(GradientMethod.Forward, null, -0.5, -7, 1.5), new TableSchema(3, -1, ["a", "b", "c"], null),
            new TrainingOptions { Seed = -7 },
        ];
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        string[] expected = [.. records.Select(record => record.ToString()!)];
        Assert.Equal("Metrics { Loss = 0.5, Score = -0.25 }", expected[1]);
        Assert.Equal("TableSchema { Columns = 3, TargetColumn = -1, FeatureNames = a, b, c, TargetName =  }", expected[^2]);
        Assert.Contains("GradientCheckResult { Reverse = 0.5, Forward = -1.5, InnerProduct = 2.5, SecondOrder = , Failure = , Passed = True }", expected);
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
        Assert.Equal(expected, records.Select(record => record.ToString()!));
        Assert.Contains("label -1 is outside", Assert.Throws<DataException>(() => Dataset.ForClassification("set", [1f, 2], [1], [0, -1], ["a", "b"])).Message);
    }

    [Fact]
    public void Records_WithFractions_PrintThemselves()
    {
        var numbers = new HashSet<Type> { typeof(double), typeof(float), typeof(double?), typeof(Metrics?) };
        foreach (var type in typeof(Dataset).Assembly.GetExportedTypes())
        {
            var print = type.GetMethod("ToString", [])!;
            bool isGenerated = type.GetMethod("PrintMembers", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic) is not null
                && print.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false);
            Assert.False(
                isGenerated && type.GetProperties().Any(property => numbers.Contains(property.PropertyType)),
                $"{type.Name} prints numbers in the current locale");
        }
    }
}
