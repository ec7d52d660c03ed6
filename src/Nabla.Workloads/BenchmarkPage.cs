using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Nabla.Workloads;

/// <summary>A table of measured workloads in a Markdown page: written once, and compared with later.</summary>
/// <remarks>Each table has a heading that says on which processor, with how many threads and with which vectors it was measured.</remarks>
public sealed record BenchmarkPage(string Processor, int Threads, int VectorBits, IReadOnlyList<BenchmarkRow> Rows)
{
    private const string Mark = "## nabla bench: ";

    /// <summary>The vectors that kernels use here, in bits.</summary>
    public static int VectorBitsHere => NablaOptions.VectorBits
        ?? (Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0);

    /// <summary>This processor: on x86 its maker, family and model, which virtual machines show as well.</summary>
    public static string ProcessorHere
    {
        get
        {
            if (!X86Base.IsSupported) return RuntimeInformation.ProcessArchitecture.ToString();
            var (_, first, third, second) = X86Base.CpuId(0, 0);
            var maker = Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>([first, second, third]));
            var signature = X86Base.CpuId(1, 0).Eax;
            var (family, model) = ((signature >> 8) & 15, (signature >> 4) & 15);
            if (family is 6 or 15) model += ((signature >> 16) & 15) << 4;
            if (family == 15) family += (signature >> 20) & 255;
            var name = maker switch { "AuthenticAMD" => "AMD", "GenuineIntel" => "Intel", _ => maker };
            return string.Create(CultureInfo.InvariantCulture, $"{name} family {family} model {model}");
        }
    }

    /// <summary>The heading of the table.</summary>
    public string Heading => string.Create(CultureInfo.InvariantCulture, $"{Mark}{Processor}, {Threads} threads, {VectorBits} bits");

    /// <summary>Reads all tables of a page.</summary>
    /// <exception cref="FormatException">A row of a table is not one of this format; the message names its line.</exception>
    public static IReadOnlyList<BenchmarkPage> Read(TextReader page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var tables = new List<BenchmarkPage>();
        List<BenchmarkRow>? rows = null;
        for (var (line, number) = (page.ReadLine(), 1); line is not null; line = page.ReadLine(), number++)
        {
            if (line.StartsWith('#')) rows = null;
            if (line.StartsWith(Mark, StringComparison.Ordinal)) tables.Add(OfHeading(line, number, rows = []));
            else if (rows is not null && line.StartsWith('|') && !IsHead(line)) rows.Add(BenchmarkRow.Parse(line, number));
        }

        return tables;
    }

    private static bool IsHead(string line) =>
        line.StartsWith("| workload", StringComparison.Ordinal) || line.StartsWith("| ---", StringComparison.Ordinal);

    private static BenchmarkPage OfHeading(string line, int number, List<BenchmarkRow> rows)
    {
        var parts = line[Mark.Length..].Split(", ");
        if (parts.Length < 3
            || !parts[^2].EndsWith(" threads", StringComparison.Ordinal)
            || !int.TryParse(parts[^2][..^8], NumberStyles.None, CultureInfo.InvariantCulture, out var threads)
            || !parts[^1].EndsWith(" bits", StringComparison.Ordinal)
            || !int.TryParse(parts[^1][..^5], NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
            throw new FormatException($"line {number}: '{line}' must end with threads and bits, such as '{Mark}Some Processor, 2 threads, 256 bits'.");
        return new(string.Join(", ", parts[..^2]), threads, bits, rows);
    }

    /// <summary>The table as Markdown.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Heading).Append("\n\n| workload | median µs | low µs | high µs | limit |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in Rows) text.Append(row).Append('\n');
        return text.ToString();
    }
}
