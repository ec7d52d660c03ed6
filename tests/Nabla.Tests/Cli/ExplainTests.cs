using System.Text.Json;
using Nabla.Tests.Learning.Files;
using Nabla.Workloads;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary><c>nabla explain</c> and <c>nabla bench</c>.</summary>
public class ExplainTests
{
    [Fact]
    public void Explain_All_PrintsGraphsKernelsMemoryAndCode()
    {
        var output = Tool.Succeed("explain", "--inputs", "5", "--outputs", "3", "--hidden", "8", "--batch", "4", "--runs", "1", "--show", "all").Output;
        string[] parts =
        [
            "matmul [4, 5] [8, 5]", "graph as built", "graph as executed", "variable weight", "for each vector", "share an arena of", "machine limits",
        ];
        foreach (var part in parts)
            Assert.Contains(part, output);
    }

    [Fact]
    public void Explain_Passes_PrintsTheProgramAfterEachOfThem()
    {
        var output = Tool.Succeed("explain", "--inputs", "5", "--outputs", "3", "--hidden", "8", "--batch", "4", "--runs", "1", "--passes").Output;
        string[] passes =
        [
            "Canonicalizer", "EvaluationOrder", "ElementwiseFusion", "Lowering", "RowFusion", "MultiOutputFusion", "ScratchValues", "MemoryPlanner",
        ];
        var places = passes
            .Select(pass => output.IndexOf($"after {pass}\n", StringComparison.Ordinal))
            .ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.Contains("matmul [4, 5] [8, 5] (transposeB) of %", output);
    }

    [Fact]
    public void Explain_Inference_HasNoOptimizer()
    {
        using var json = JsonDocument.Parse(Tool.Succeed("explain", "--infer", "--inputs", "5", "--hidden", "8", "--runs", "1", "--json").LastLine);
        var kernels = json.RootElement.GetProperty("kernels").EnumerateArray().Select(kernel => kernel.GetProperty("name").GetString()!).ToList();
        Assert.Equal(2, kernels.Count(name => name.StartsWith("matmul", StringComparison.Ordinal)));
        Assert.Equal(4, kernels.Count);
        Assert.Equal(0, json.RootElement.GetProperty("kernels")[0].GetProperty("code").GetString()!.Length);
    }

    [Fact]
    public void Explain_WorkersOfAWorkload_CountsThePiecesOfEachKernel()
    {
        var output = Tool.Succeed("explain", "gemm-256", "--workers", "4", "--runs", "1").Output;
        foreach (var part in (string[])["matmul [256, 256] [256, 256]", "pieces", "idle", "4 workers are at most 4.0 times as fast as one."])
            Assert.Contains(part, output);
        using var json = JsonDocument.Parse(
            Tool.Succeed("explain", "--infer", "--inputs", "5", "--workers", "64", "--runs", "1", "--json").LastLine);
        Assert.Equal(64, json.RootElement.GetProperty("workers").GetInt32());
        foreach (var kernel in json.RootElement.GetProperty("kernels").EnumerateArray())
        {
            Assert.Equal(1, kernel.GetProperty("pieces").GetInt32());
            Assert.Equal(63.0 / 64, kernel.GetProperty("idle").GetDouble());
        }
    }

    [Theory]
    [InlineData("--workers 0", "--workers 0: it must be a whole number from 1 to 1024.")]
    [InlineData("gemm-256 --hidden 8", "explain gemm-256 --hidden: a workload has a model of its own; leave out the name or the option.")]
    [InlineData("--workers 4 --show memory", "--workers prints a table of its own: leave out --show and --passes.")]
    [InlineData("gemm-257", "explain gemm-257: unknown workload; the workloads are mlp-tiny, mlp-moons,")]
    [InlineData("--show kernels,color", "--show kernels,color: unknown part 'color'; the parts are kernels, memory, before, after, passes, code, and all.")]
    [InlineData("--batch 0", "--batch 0: it must be a whole number from 1 to 1000000.")]
    [InlineData("--outputs 1", "--outputs 1: there must be at least 2 classes.")]
    [InlineData(
        "--optimizer random-changes",
        "--optimizer random-changes: its steps read intermediate values, so there is no single program to explain.")]
    [InlineData("--activation reluu", "reluu")]
    public void Explain_BadInput_IsRefused(string arguments, string message)
    {
        var isWorkload = arguments.StartsWith("gemm", StringComparison.Ordinal);
        var result = Tool.Run(["explain", .. isWorkload ? (string[])[] : ["--inputs", "3"], .. arguments.Split(' ')]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void Bench_OfAWorkload_PrintsItsTime()
    {
        using var json = JsonDocument.Parse(Tool.Succeed("bench", "mlp-tiny", "--seconds", "0.01", "--json").LastLine);
        Assert.Equal("mlp-tiny", json.RootElement.GetProperty("workload").GetString());
        Assert.True(json.RootElement.GetProperty("median_us").GetDouble() > 0);
    }

    [Fact]
    public void Bench_ComparedWithAPage_NamesWhatDiffersByMoreThanTheNoise()
    {
        using var folder = new ScratchDirectory();
        var file = folder.File("page.md");
        var page = Tool.Succeed("bench", "mlp-tiny", "gemm-64", "--seconds", "0.05", "--markdown").Output;
        File.WriteAllText(file, $"# A page\n\nSome text.\n\n{page}\n## Another table\n\n| workload |\n| --- |\n| gemm-64 |\n");
        Assert.Contains("workloads differ from the page", Tool.Succeed("bench", "gemm-64", "--seconds", "0.05", "--compare", file).Output);

        // Times that no machine reaches.
        var read = BenchmarkPage.Read(new StringReader(page))[0];
        BenchmarkRow[] rows = [new("mlp-tiny", 5, 0.1, 1e9, 1), new("gemm-64", 0.1, 0.1, 0.1, 1)];
        File.WriteAllText(file, (read with { Processor = "Some Processor", Rows = rows }).ToString());
        var output = Tool.Succeed("bench", "mlp-tiny", "gemm-64", "--seconds", "0.05", "--compare", file).Output;
        Assert.Contains("1 of 2 workloads differ from the page by more than the noise.", output);
        Assert.Contains("The page was measured on another processor: Some Processor; this is ", output);
        using var json = JsonDocument.Parse(Tool.Succeed("bench", "gemm-64", "--seconds", "0.05", "--json", "--compare", file).LastLine);
        Assert.Equal("gemm-64", json.RootElement.GetProperty("different")[0].GetProperty("workload").GetString());
    }

    [Theory]
    [InlineData("", "the page has no table for")]
    [InlineData("## nabla bench: X, 3000 threads, 512 bits\n", "(it has: 3000 threads, 512 bits). NABLA_THREADS and NABLA_VECTOR_BITS choose them")]
    [InlineData("# Page\n## nabla bench: x", "line 2: '## nabla bench: x' must end with threads and bits")]
    [InlineData("## nabla bench: x, 2 threads, 512 bits\n| workload |\n| a | 1 |", "line 3: '| a | 1 |' must be a row of workload, median, low,")]
    [InlineData("## nabla bench: x, 2 threads, 512 bits\n| a | 1 | 2 | 1 | 5 % |", "line 2: '| a | 1 | 2 | 1 | 5 % |' must be a row")]
    public void Bench_ComparedWithABadPage_SaysWhatIsWrong(string page, string message)
    {
        using var folder = new ScratchDirectory();
        var file = folder.File("page.md");
        File.WriteAllText(file, page);
        var result = Tool.Run(["bench", "gemm-64", "--compare", file]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    [Theory]
    [InlineData("bench gemm-64 --markdown --json", "--markdown prints a table of its own: leave out --json and --kernels.")]
    [InlineData("bench gemm-63", "bench gemm-63: unknown workload; the workloads are mlp-tiny,")]
    [InlineData("bench --seconds 0", "--seconds 0: it must be a number above 0 and at most 3600.")]
    public void Bench_BadInput_IsRefused(string arguments, string message)
    {
        var result = Tool.Run(arguments.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
    }
}
