using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/install.md.</summary>
public class InstallSnippets
{
    [Fact]
    public void Install_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/install.md
        var x = new Variable(Tensor.From([1.0, 2.0]), "x");
        Console.WriteLine(Reverse.Gradients(x.Square().Sum(), x)[0]);   // tensor([2, 4], float64[2])
        // end
    });
}
