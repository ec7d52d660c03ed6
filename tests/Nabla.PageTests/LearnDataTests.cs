using Xunit;

namespace Nabla.Tests.Page;

public class LearnDataTests
{
    [Fact]
    public void FromTable_TwoColumnsAndAClass_IsSplit()
    {
        string rows = string.Concat(Enumerable.Range(0, 100).Select(i => FormattableString.Invariant($"{i % 10},{i / 10},{(i % 2 == 0 ? "even" : "odd")}\n")));
        (Dataset training, Dataset test) = Load("width,height,kind\n" + rows);
        Assert.Equal((80, 20), (training.Count, test.Count));
        Assert.Equal(["even", "odd"], training.ClassNames.Order());
        Assert.Equal(["width", "height"], training.FeatureNames);
    }

    [Theory]
    [InlineData("a,b,c,d\n1,2,3,x\n2,3,4,y\n1,2,3,x\n2,3,4,y\n", "needs two")]
    [InlineData("a,b\n1,x\n2,y\n1,x\n2,y\n", "has 1 column besides")]
    [InlineData("a,b,c\n1,2,x\n2,3,y\n", "fewer than four rows")]
    public void FromTable_NotForAPlane_SaysWhy(string content, string message) =>
        Assert.Contains(message, Assert.Throws<PageException>(() => Load(content)).Message, StringComparison.Ordinal);

    [Fact]
    public void FromTable_Garbage_IsAnErrorOfTheTable()
    {
        var random = new Random(1);
        for (int i = 0; i < 50; i++)
        {
            var bytes = new byte[random.Next(1, 3000)];
            random.NextBytes(bytes);
            var exception = Record.Exception(() => Load(bytes));
            Assert.True(exception is DataException or PageException, $"{exception}");
        }
    }

    [Fact]
    public void FromPoints_Some_NeedTwoClasses()
    {
        (Dataset training, _) = LearnData.FromPoints([0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0.5, 0.5, 0, 0.2, 0.3, 1]);
        Assert.Equal(2, training.OutputWidth);
        Assert.Throws<PageException>(() => LearnData.FromPoints([]));
        Assert.Throws<PageException>(() => LearnData.FromPoints([0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]));
        Assert.Throws<PageException>(() => LearnData.FromPoints([0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 99]));
        Assert.Throws<PageException>(() => LearnData.FromPoints([0, 0, 0, 1, 1, 1, 0, 1, 0, double.NaN, 0, 1]));
    }

    private static (Dataset Training, Dataset Test) Load(string content) => Load(System.Text.Encoding.UTF8.GetBytes(content));

    private static (Dataset Training, Dataset Test) Load(byte[] content)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, content);
            return LearnData.FromTable(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
