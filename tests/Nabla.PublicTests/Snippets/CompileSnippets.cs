using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/compile.md.</summary>
public class CompileSnippets
{
    [Fact]
    public void Compile_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/compile.md
        var w = new Variable(Tensor.From([1.0, 2.0]), "w");
        Func<Tensor, Tensor> predict = Compile.Function(x => (w * x).Sum());
        Console.WriteLine(predict(Tensor.From([3.0, 4.0])).ToDouble());   // 11
        w.Value = Tensor.From([0.0, 1.0]);                                // variables are read anew in each call
        Console.WriteLine(predict(Tensor.From([3.0, 4.0])).ToDouble());   // 4
        // end
    });

    [Fact]
    public void WhatIsFixed_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/compile.md
        var factor = 2.0;
        Func<Tensor, Tensor> scaled = Compile.Function(x => x * factor);
        var (ten, first) = (Tensor.Scalar(10.0), scaled(Tensor.Scalar(10.0)).ToDouble());
        factor = 3;
        Console.WriteLine($"{first}, then {scaled(ten).ToDouble()}");   // 20, then 20
        // end
    });

    [Fact]
    public void LookAtTheProgram_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/compile.md
        var x = Tensor.Ones(1000, 100);
        ProgramProfile profile = Profiler.Profile(a => [(a[0].Tanh() * 2 + 1).Sum(1)], [x], runs: 3);
        Console.WriteLine(profile.Kernels.Count);   // 1: everything is one pass over the rows
        // end
    });
}
