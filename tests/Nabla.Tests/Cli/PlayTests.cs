using Xunit;

namespace Nabla.Tests.Cli;

public class PlayTests
{
    [Theory]
    [InlineData("70000", "nabla: --port 70000: it must be from 0, for any free one, to 65535.")]
    [InlineData("-1", "nabla: --port -1: it must be from 0, for any free one, to 65535.")]
    [InlineData("web", "nabla: --port web: it must be a whole number of at most 2147483647.")]
    public void Play_BadPort_IsReported(string port, string message)
    {
        var result = Tool.Run("play", "--port", port);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(message, result.Error, StringComparison.Ordinal);
    }
}
