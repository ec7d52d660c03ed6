using System.Security.Cryptography;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Download;

/// <summary>Downloads from servers on this machine that fail in all ways that servers do.</summary>
public sealed class DatasetDownloadTests : IDisposable
{
    private static readonly byte[] First = Bytes(200_000, 1);
    private static readonly byte[] Second = Bytes(300, 2);
    private readonly DataFolder folder = new();
    private readonly List<string> reports = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Fetch_TwiceFromAServer_DownloadsOnce()
    {
        using var server = new LoopbackServer(request => ServerAnswer.Whole(request.Path == "/set/first" ? First : Second));
        var set = Set(server) with { Mirrors = [new(server.Address, "set/")], Files = [File("first", First), File("second", Second)] };
        var progress = new List<DownloadProgress>();

        Assert.Equal(In("new/deep"), await Fetch(set, In("new/deep"), Options() with { Progress = progress.Add }));
        await Fetch(set, In("new/deep"));

        Assert.Equal(First, Read("new/deep/first"));
        Assert.Equal(Second, Read("new/deep/second"));
        Assert.Equal([new("/set/first", null), new("/set/second", null)], server.Requests);
        Assert.Equal(["first", "second"], Directory.GetFiles(In("new/deep")).Select(Path.GetFileName).Order());
        Assert.Equal(["first: downloaded, 200000 bytes", "second: downloaded, 300 bytes", "first: there already", "second: there already"], reports);
        Assert.Equal(new("first", 0, 200_000), progress[0]);
        Assert.Equal(new("second", 300, 300), progress[^1]);
    }

    [Fact]
    public async Task Fetch_ConnectionCut_GoesOnWhereItEnded()
    {
        using var server = new LoopbackServer(request => ServerAnswer.Ranged(First, request.From) is var answer && request.From is null
            ? answer.Cut(120_000)
            : answer);
        await Fetch(Set(server));
        Assert.Equal(First, Read("first"));
        Assert.Equal([null, 120_000], server.Requests.Select(request => request.From));
        Assert.Contains("the connection ended after 120000 of 200000 bytes; trying again", reports[0]);
    }

    [Fact]
    public async Task Fetch_PartFromAServerWithoutRanges_StartsAnew()
    {
        folder.Write("first.part", First[..1000]);
        using var server = new LoopbackServer(_ => ServerAnswer.Whole(First));
        await Fetch(Set(server));
        Assert.Equal(First, Read("first"));
        Assert.Equal(1000, Assert.Single(server.Requests).From);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(200_000)]
    [InlineData(200_001)]
    public async Task Fetch_PartOfAnotherFile_IsNoticedAndReplaced(int length)
    {
        folder.Write("first.part", new byte[length]);
        using var server = new LoopbackServer(request => ServerAnswer.Ranged(First, request.From));
        await Fetch(Set(server));
        Assert.Equal(First, Read("first"));
        Assert.Equal(["first"], Names());
    }

    [Fact]
    public async Task Fetch_WrongBytes_NamesBothSumsAndLeavesNothing()
    {
        var wrong = Bytes(200_000, 3);
        using var server = new LoopbackServer(_ => ServerAnswer.Whole(wrong));
        var error = await Refused(Set(server));
        Assert.Contains(Hash(wrong), error);
        Assert.Contains(Hash(First), error);
        Assert.Empty(Names());
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(304)]
    public async Task Fetch_MirrorWithoutTheFile_AsksTheNextAtOnce(int status)
    {
        using var server = new LoopbackServer(request => request.Path == "/a/first" ? ServerAnswer.Status(status) : ServerAnswer.Whole(First));
        await Fetch(Set(server) with { Mirrors = [new(server.Address, "a/"), new(server.Address, "b/")] });
        Assert.Equal(["/a/first", "/b/first"], server.Requests.Select(request => request.Path));
        Assert.Equal($"{server.Address}a/first: HTTP status {status} Reason; asking the next mirror", reports[0]);
        Assert.Equal(First, Read("first"));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task Fetch_BusyServer_IsAskedAgain(int status)
    {
        var count = 0;
        using var server = new LoopbackServer(_ => ++count < 3 ? ServerAnswer.Status(status) : ServerAnswer.Whole(First));
        await Fetch(Set(server));
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(First, Read("first"));
    }

    [Fact]
    public async Task Fetch_ServerThatStaysBusy_IsGivenUp()
    {
        using var server = new LoopbackServer(_ => ServerAnswer.Status(503));
        Assert.Equal(
            $"first: no mirror delivers the file ({server.Address}first: HTTP status 503 Reason); look at the connection, or name another mirror.",
            await Refused(Set(server)));
        Assert.Equal(3, server.Requests.Count);
        Assert.Empty(Names());
    }

    [Fact]
    public async Task Fetch_BodyThatIsTooLong_IsStopped()
    {
        using var sized = new LoopbackServer(_ => ServerAnswer.Whole([.. First, 0]));
        Assert.Contains("offers 200001 bytes, not the 200000 of the published file", await Refused(Set(sized)));
        using var unsized = new LoopbackServer(_ => ServerAnswer.Unsized([.. First, .. First]) with { Hangs = true });
        Assert.Contains("sends more than the 200000 bytes of the published file", await Refused(Set(unsized)));
        Assert.Equal((1, 1), (sized.Requests.Count, unsized.Requests.Count));
        Assert.Empty(Names());
    }

    [Fact]
    public async Task Fetch_BodyThatIsTooShort_IsRefused()
    {
        using var sized = new LoopbackServer(_ => ServerAnswer.Whole(First[..500]));
        Assert.Contains("offers 500 bytes, not the 200000 of the published file", await Refused(Set(sized)));
        Assert.Single(sized.Requests);
        Assert.Empty(Names());
        using var unsized = new LoopbackServer(_ => ServerAnswer.Unsized(First[..500]));
        Assert.Contains("the connection ended after 500 of 200000 bytes", await Refused(Set(unsized)));
        Assert.Equal([null, 500, 500], unsized.Requests.Select(request => request.From));
        Assert.Equal(First[..500], Read("first.part"));
    }

    [Fact]
    public async Task Fetch_AnotherPartThanAskedFor_IsRefused()
    {
        folder.Write("first.part", First[..1000]);
        using var server = new LoopbackServer(_ => ServerAnswer.Ranged(First, 2000));
        Assert.Contains("sends another part of the file than asked for", await Refused(Set(server)));
        Assert.Equal(First[..1000], Read("first.part"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    public async Task Fetch_ServerThatHangs_IsGivenUp(int bytes)
    {
        using var server = new LoopbackServer(_ => (bytes == 0 ? new("", []) : ServerAnswer.Whole(First).Cut(bytes)) with { Hangs = true });
        var error = await Refused(Set(server), Options() with { Timeout = TimeSpan.FromSeconds(0.25), Attempts = 1 });
        Assert.Contains("no data for 0.25 s", error);
        Assert.Equal(bytes == 0 ? [] : ["first.part"], Names());
    }

    [Fact]
    public async Task Fetch_Canceled_KeepsThePartForTheNextCall()
    {
        using var server = new LoopbackServer(request => request.From is null
            ? ServerAnswer.Whole(First).Cut(70_000) with { Hangs = true }
            : ServerAnswer.Ranged(First, request.From));
        using var source = new CancellationTokenSource();
        var options = Options() with
        {
            Progress = progress =>
            {
                if (progress.Received == 70_000) source.Cancel();
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DatasetDownload.FetchAsync(Set(server), folder.Path, options, source.Token));
        Assert.Equal(First[..70_000], Read("first.part"));
        await Fetch(Set(server));
        Assert.Equal([null, 70_000], server.Requests.Select(request => request.From));
        Assert.Equal(First, Read("first"));
    }

    [Fact]
    public async Task Fetch_NoServer_IsRefused()
    {
        Uri address;
        using (var server = new LoopbackServer(_ => ServerAnswer.Status(200))) address = server.Address;
        var error = await Refused(new("set", [address], [File("first", First)]), Options() with { Attempts = 1 });
        Assert.StartsWith($"first: no mirror delivers the file ({address}first: ", error);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public async Task Fetch_Redirections_AreFollowedToHttpOnly()
    {
        using var server = new LoopbackServer(request => request.Path switch
        {
            "/first" => ServerAnswer.Status(302, "Location: /elsewhere"),
            "/elsewhere" => ServerAnswer.Whole(First),
            "/ftp/first" => ServerAnswer.Status(302, "Location: ftp://127.0.0.1/first"),
            "/file/first" => ServerAnswer.Status(302, "Location: file:///etc/hostname"),
            var path => ServerAnswer.Status(302, $"Location: {path}"),
        });
        await Fetch(Set(server));
        Assert.Equal(First, Read("first"));
        System.IO.File.Delete(In("first"));
        (string Path, string Message)[] refused =
        [
            ("ftp/", "first: leads from http to ftp)"), ("file/", "first: leads from http to file)"), ("loop/", "first: leads to more than 5 other addresses)"),
        ];
        foreach (var (path, message) in refused) Assert.Contains(message, await Refused(Set(server) with { Mirrors = [new(server.Address, path)] }));
        Assert.Empty(Names());
    }

    [Fact]
    public async Task Fetch_OtherFileInAGivenFolder_IsNotReplaced()
    {
        folder.Write("first", "mine");
        using var server = new LoopbackServer(_ => ServerAnswer.Whole(First));
        Assert.Equal($"{In("first")}: is not the published file, and is not replaced; move it away, or choose another folder.", await Refused(Set(server)));
        Assert.Equal("mine", System.IO.File.ReadAllText(In("first")));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Fetch_PartInUse_IsRefusedAndLeftAlone()
    {
        using var server = new LoopbackServer(_ => ServerAnswer.Whole(First));
        using (new FileStream(In("first.part"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.StartsWith($"{In("first")}: cannot be written: ", await Refused(Set(server)));
            Assert.Equal(["first.part"], Names());
        }
    }

    [Fact]
    public async Task Fetch_FolderBelowAFile_IsRefused()
    {
        using var server = new LoopbackServer(_ => ServerAnswer.Whole(First));
        var inside = Path.Combine(folder.Write("file", ""), "inside");
        var error = await Assert.ThrowsAsync<DataException>(() => Fetch(Set(server), inside));
        Assert.StartsWith($"{inside}: the folder cannot be created: ", error.Message);
    }

    [Fact]
    public async Task Fetch_FolderThatIsReadOnly_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It needs a folder in which nobody may write, not even the superuser: /proc of Linux.");
        using var server = new LoopbackServer(_ => ServerAnswer.Whole(First));
        var error = await Assert.ThrowsAsync<DataException>(() => Fetch(Set(server), "/proc"));
        Assert.StartsWith("/proc/first: cannot be written: ", error.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Fetch_BadOptions_AreRefused()
    {
        using var server = new LoopbackServer(_ => ServerAnswer.Whole(First));
        foreach (var options in (DownloadOptions[])[new() { Timeout = TimeSpan.Zero }, new() { Attempts = 0 }, new() { Delay = TimeSpan.FromSeconds(-1) }])
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Fetch(Set(server), folder.Path, options));
        Assert.Empty(server.Requests);
    }

    private static byte[] Bytes(int count, long seed)
    {
        var random = new HostRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt32(256))];
    }

    private static string Hash(byte[] bytes) => System.Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static PublishedFile File(string name, byte[] bytes) => new(name, bytes.Length, Hash(bytes));

    private static PublishedDataset Set(LoopbackServer server) => new("set", [server.Address], [File("first", First)]);

    private DownloadOptions Options() => new() { Attempts = 3, Delay = TimeSpan.Zero, Report = reports.Add };

    private Task<string> Fetch(PublishedDataset set, string? to = null, DownloadOptions? options = null) =>
        DatasetDownload.FetchAsync(set, to ?? folder.Path, options ?? Options(), TestContext.Current.CancellationToken);

    private async Task<string> Refused(PublishedDataset set, DownloadOptions? options = null) =>
        (await Assert.ThrowsAsync<DataException>(() => Fetch(set, null, options))).Message;

    private string In(string name) => folder.In(name);

    private byte[] Read(string name) => System.IO.File.ReadAllBytes(In(name));

    private string[] Names() => [.. Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
