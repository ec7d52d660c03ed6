using System.Diagnostics;
using Xunit;

namespace Nabla.Tests.Page;

public class LearnCodeTests
{
    [Fact]
    public void Write_SeveralChoices_CompilesAndTrainsAsThePageDoes()
    {
        LearnOptions[] choices =
        [
            new() { Count = 60 },
            new() { Count = 60, Hidden = [], Optimizer = "lion", Strength = 0.01, Data = "xor" },
            new() { Count = 60, Activation = "maxout", Regularizer = "elastic-net", Strength = 0.01, Output = "softmax", Loss = "squared-error", Rate = 0.1 },
        ];
        double[] points = [0, 0, 0, 1.5, 1, 1, 0, 1, 0, 1, 0, 1, 0.5, -0.5, 0, 0.25, 0.3, 1];
        string folder = Directory.CreateTempSubdirectory("nabla-code-").FullName;
        try
        {
            for (int i = 0; i < choices.Length; i++)
                Check(Path.Combine(folder, $"{i}"), LearnCode.Write(choices[i], 2, null), choices[i], LearnData.Generate(choices[i]));
            LearnOptions own = new() { Data = "own", Batch = 2 };
            string program = LearnCode.Write(own, 2, points);
            Assert.Contains("0.25f", program, StringComparison.Ordinal);
            Run(Path.Combine(folder, "own"), program);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Check(string folder, string program, LearnOptions options, (Dataset Training, Dataset Test) data)
    {
        Run(folder, program);
        var session = new LearnSession(options, data);
        session.Take(2 * ((options.Count + options.Batch - 1) / options.Batch));
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(
            session.Model.Predict([0.5f, 0.25f], cancellation),
            ModelFile.Load(Path.Combine(folder, "model.safetensors")).Predict([0.5f, 0.25f], cancellation));
    }

    /// <summary>Runs the program with these builds of the libraries in place of the package.</summary>
    private static void Run(string folder, string program)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            File.WriteAllText(Path.Combine(folder, name), "<Project/>");
        string place = AppContext.BaseDirectory;
        string project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup><Reference Include="{place}Nabla.dll;{place}Nabla.Learning.dll" /></ItemGroup>
            </Project>
            """;
        File.WriteAllText(Path.Combine(folder, "train.csproj"), project);
        Assert.StartsWith("#:package Nabla.Learning@", program, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program[(program.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["run"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result + program);
        Assert.Contains("epoch 2  loss ", output, StringComparison.Ordinal);
    }
}
