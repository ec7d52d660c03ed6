using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>The real data sets, in the folder with mnist, sklearn and so on given by the environment variable NABLA_DATA.</summary>
internal static class RealData
{
    internal static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable("NABLA_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"NABLA_DATA is not set: it names the folder that holds the data set '{name}'.");
        return Path.Combine(root!, name);
    }

    internal static string File(string folder, string name) => Path.Combine(Folder(folder), name);
}
