using System.Globalization;
using System.Text;
using Nabla.Learning;
using nietras.SeparatedValues;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>Random tables are either read as written and as another library reads them, or rejected. <c>NABLA_LONG=1</c> tries 10,000.</summary>
public sealed class CsvRandomTests : IDisposable
{
    private static readonly int Tables = Environment.GetEnvironmentVariable("NABLA_LONG") == "1" ? 10_000 : 1_500;
    private static readonly string[] Encodings = ["utf-8", "utf-8 with mark", "utf-16", "latin1", "windows-1252"];
    private static readonly string[] Words =
    [
        "red", "Blue", "größer", "São Paulo", "a;b", "x,y", "say \"hi\"", "two\nlines", "tab\there", "007", "42b", "3 kg", "10-20", "é", "#1", "'quoted'",
    ];
    private static readonly string[] Marks = ["NA", "", "?", "null", "NaN"];
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_RandomTable_IsReadAsWrittenOrRefused()
    {
        var read = 0;
        for (var seed = 0; seed < Tables; seed++)
        {
            var table = new RandomTable(new Random(seed));
            var path = folder.Write($"table.csv", table.Bytes);
            foreach (var options in (CsvOptions[])[table.Detected, table.Given])
            {
                try
                {
                    var data = CsvDataset.Load(path, options);
                    var problem = table.Differs(data, options);
                    Assert.True(problem is null, $"seed {seed}: {problem}\n{string.Join('\n', data.ReadingNotes)}\n{table.Text}");
                    read++;
                }
                catch (DataException exception)
                {
                    // With all options given, only missing values and impossible targets are rejected.
                    var mayRefuse = !ReferenceEquals(options, table.Given) || table.HasMissing
                        || exception.Message.Contains("one class only", StringComparison.Ordinal);
                    Assert.True(mayRefuse, $"seed {seed}: {exception.Message}\n{table.Text}");
                }
            }
        }
        // Most tables are read.
        Assert.True(read > Tables, $"{read} of {2 * Tables} were read.");
    }

    [Fact]
    public void Load_RandomTable_EqualsAnotherLibrary()
    {
        var compared = 0;
        for (var seed = 0; seed < Tables; seed++)
        {
            var table = new RandomTable(new Random(1_000_000 + seed));
            if (table.Delimiter == ' ' || table.HasMissing) continue;
            var path = folder.Write("table.csv", Encoding.UTF8.GetBytes(table.Text));
            CsvTable ours;
            try
            {
                ours = CsvTableReader.Read(path, table.Given with { Encoding = "utf-8" }, (_, columns) => columns - 1);
            }
            catch (DataException)
            {
                continue;
            }
            using var reader = Sep.New(table.Delimiter)
                .Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true })
                .FromText(table.Text);
            var row = table.HasHeader ? -1 : 0;
            foreach (var fields in reader)
            {
                if (fields.ColCount == 1 && fields[0].Span.IsWhiteSpace()) continue;
                if (row >= 0)
                {
                    for (var column = 0; column < ours.Columns - 1; column++)
                    {
                        Assert.Equal(
                            double.Parse(fields[column].ToString().Replace(table.Mark, '.'), CultureInfo.InvariantCulture),
                            ours.Numbers[row * (ours.Columns - 1) + column]);
                    }
                    Assert.Equal(fields[ours.Columns - 1].ToString().Trim(), ours.Texts[row]);
                }
                row++;
            }
            Assert.Equal(row, ours.Lines.Count);
            compared++;
        }
        Assert.True(compared > Tables / 3, $"{compared} were compared.");
    }

    /// <summary>A table with its text and its contents.</summary>
    private sealed class RandomTable
    {
        private readonly string[] names;
        private readonly double[][] features;
        private readonly string[] targets;
        private readonly bool isText;

        public RandomTable(Random random)
        {
            Delimiter = ",;\t "[random.Next(4)];
            Mark = Delimiter == ',' || random.Next(2) == 0 ? '.' : ',';
            HasHeader = random.Next(2) == 0;
            HasMissing = random.Next(6) == 0;
            isText = random.Next(2) == 0;
            var encoding = Encodings[random.Next(Encodings.Length)];
            var (rows, columns) = (random.Next(2, 30), random.Next(1, 6));
            var decimals = random.Next(4) - 1;
            features = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => Number(random, decimals)).ToArray())];
            names = [.. Enumerable.Range(0, columns + 1).Select(column => $"col {(char)('a' + column)}")];
            var classes = random.Next(2, 6);
            targets =
            [
                .. Enumerable.Range(0, rows).Select(row => isText
                    ? Words[(row % classes + random.Next(2)) % Words.Length]
                    : Show(random.Next(3) == 0 ? row % classes : Number(random, decimals))),
            ];
            var (end, quotes) = (random.Next(2) == 0 ? "\n" : "\r\n", random.Next(3));
            var lines = new StringBuilder();
            if (HasHeader) lines.AppendJoin(Delimiter, names.Select(Quoted)).Append(end);
            for (var row = 0; row < rows; row++)
            {
                var fields = features[row].Select(Show).Append(targets[row]).Select(field => quotes == 2 ? Always(field) : Quoted(field)).ToArray();
                if (HasMissing && random.Next(rows) == 0) fields[random.Next(fields.Length)] = Quoted(Marks[random.Next(Marks.Length)]);
                lines.AppendJoin(Delimiter, fields).Append(row == rows - 1 && random.Next(3) == 0 ? "" : end);
            }
            Text = lines.ToString();
            Bytes = encoding switch
            {
                "utf-8" => Encoding.UTF8.GetBytes(Text),
                "utf-8 with mark" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)],
                "utf-16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)],
                "latin1" => Encoding.Latin1.GetBytes(Text),
                _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Text),
            };
            Given = new()
            {
                Delimiter = Delimiter,
                HasHeader = HasHeader,
                Decimal = Mark,
                Encoding = encoding == "utf-8 with mark" ? "utf-8" : encoding,
                Task = isText ? LearningTask.Classification : LearningTask.Regression,
            };
        }

        public char Delimiter { get; }

        public char Mark { get; }

        public bool HasHeader { get; }

        public bool HasMissing { get; }

        public string Text { get; }

        public byte[] Bytes { get; }

        public CsvOptions Detected { get; } = new();

        public CsvOptions Given { get; }

        /// <summary>The first difference between the data and the table as written; null if there is none.</summary>
        public string? Differs(Dataset data, CsvOptions options)
        {
            if (data.Count != features.Length) return $"{data.Count} rows, not {features.Length}";
            if (data.Width != features[0].Length) return $"{data.Width} features, not {features[0].Length}";
            for (var i = 0; i < data.Count * data.Width; i++)
            {
                if (data.FeatureTable[i] != features[i / data.Width][i % data.Width])
                    return $"feature {i} is {data.FeatureTable[i]}, not {features[i / data.Width][i % data.Width]}";
            }
            if (HasHeader && !data.FeatureNames.SequenceEqual(names[..^1])) return "other names";
            for (var row = 0; row < data.Count; row++)
            {
                if (data.IsClassification)
                {
                    var name = data.ClassNames[data.Labels.Span[row]];
                    if (name != targets[row].Trim() && name != NumberText.Canonical(targets[row], Mark)) return $"class {name}, not {targets[row]}";
                }
                else if (isText || data.TargetTable[row] != Read(targets[row]))
                {
                    return $"target {data.TargetTable[row]}, not {targets[row]}";
                }
            }
            return null;
        }

        private double Number(Random random, int decimals) => decimals < 0 ? random.Next(-50, 50) : Math.Round((random.NextDouble() - 0.5) * 2000, decimals);

        private string Show(double number) => number.ToString("R", CultureInfo.InvariantCulture).Replace('.', Mark);

        private double Read(string text) => double.Parse(text.Replace(Mark, '.'), CultureInfo.InvariantCulture);

        private string Quoted(string field) => field.Length == 0 || field.AsSpan().ContainsAny(" \t\n\",;") ? Always(field) : field;

        private static string Always(string field) => $"\"{field.Replace("\"", "\"\"")}\"";
    }
}
