using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Download;

public sealed class PublishedDatasetTests
{
    [Theory]
    [InlineData("mnist")]
    [InlineData("fashion-mnist")]
    public void All_KnownFiles_AreThoseOfTheDataSet(string name)
    {
        var folder = RealData.Folder(name);
        foreach (var file in PublishedDataset.FromName(name).Files)
        {
            var path = Path.Combine(folder, file.Name);
            Assert.Equal((file.Size, file.Sha256), (new FileInfo(path).Length, FileDownload.HashOf(path)));
        }
    }

    [Fact]
    public void All_Rows_AreComplete()
    {
        foreach (var dataset in PublishedDataset.All)
        {
            Assert.NotEmpty(dataset.Mirrors);
            Assert.All(dataset.Mirrors, mirror => Assert.Equal(mirror, Assert.Single(dataset.From(mirror.AbsoluteUri).Mirrors)));
            Assert.Equal(4, dataset.Files.Count);
            Assert.All(dataset.Files, file => Assert.Matches("^[0-9a-f]{64}$", file.Sha256));
        }
        Assert.Equal(
            "'cifar' is not a data set to download; they are mnist, fashion-mnist.",
            Assert.Throws<DataException>(() => PublishedDataset.FromName("cifar")).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("folder/mnist")]
    [InlineData("ftp://127.0.0.1/mnist")]
    [InlineData("file:///mnist")]
    [InlineData("http://127.0.0.1/mnist?file=1")]
    public void From_OtherAddresses_AreRefused(string address) =>
        Assert.Equal(
            $"'{address}' is not the address of a folder that begins with https:// or http://.",
            Assert.Throws<DataException>(() => PublishedDataset.All[0].From(address)).Message);

    [Fact]
    public void From_AddressWithoutASlash_IsAFolder() =>
        Assert.Equal(new Uri("http://127.0.0.1/a/b/"), Assert.Single(PublishedDataset.All[0].From("http://127.0.0.1/a/b").Mirrors));

    [Fact]
    public void FolderOf_TheCache_FollowsTheEnvironment()
    {
        static string Of(params (string Name, string Value)[] variables) => DatasetCache.FolderOf(
            PublishedDataset.FromName("mnist"), name => variables.FirstOrDefault(variable => variable.Name == name).Value);
        var root = Path.GetFullPath("/");
        var (chosen, caches, home) = (Path.Combine(root, "chosen"), Path.Combine(root, "caches"), Path.Combine(root, "home"));
        var end = Path.Combine("datasets", "mnist");
        Assert.Equal(Path.Combine(chosen, end), Of(("NABLA_CACHE", chosen), ("XDG_CACHE_HOME", caches), ("HOME", home)));
        Assert.Equal(Path.Combine(Path.GetFullPath("relative"), end), Of(("NABLA_CACHE", "relative")));
        Assert.Equal(Path.Combine(caches, "nabla", end), Of(("NABLA_CACHE", ""), ("XDG_CACHE_HOME", caches), ("HOME", home)));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(Path.Combine(home, ".cache", "nabla", end), Of(("XDG_CACHE_HOME", "relative"), ("HOME", home)));
        Assert.Contains("set NABLA_CACHE", Assert.Throws<DataException>(() => Of()).Message);
    }
}
