using Nabla.Learning;
using Nabla.Parquet;
using Parquet.Schema;
using Xunit;

namespace Nabla.Tests.Learning.Data.Parquet;

/// <summary>Data sets from Parquet files, which mean the same as CSV tables.</summary>
public sealed class ParquetDatasetTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_SeveralRowGroups_HasAllRowsInOrder()
    {
        var path = Write(
            [new DataField<double>("a"), new DataField<int>("b"), new DataField<string>("kind", false)],
            [[new[] { 1.5, 2.5 }, new[] { 1, 2 }, new[] { "x", "y" }], [new[] { 3.5 }, new[] { 3 }, new[] { "x" }]]);
        var data = ParquetDataset.Load(path);
        Assert.Equal("table", data.Name);
        Assert.Equal([1.5f, 1, 2.5f, 2, 3.5f, 3], data.Features.ToArray());
        Assert.Equal([0, 1, 0], data.Labels.ToArray());
        Assert.Equal(["x", "y"], data.ClassNames);
        Assert.Equal(["a", "b"], data.FeatureNames);
        Assert.Equal(new TableSchema(3, 2, data.Schema!.FeatureNames, "kind"), data.Schema);
        Assert.Equal(
            [
                $"{path}: 3 rows of 3 columns; Parquet, 2 row groups", "features: 2 columns (a, b)",
                "target: column 3 'kind': classification into 2 classes (x, y): its values are text", "rows dropped: none",
            ],
            data.ReadingNotes);
    }

    [Fact]
    public void Load_EveryNumericType_IsExact()
    {
        var path = Write(
            [
                new DataField<sbyte>("i8"), new DataField<byte>("u8"), new DataField<short>("i16"), new DataField<ushort>("u16"), new DataField<int>("i32"),
                new DataField<uint>("u32"), new DataField<long>("i64"), new DataField<ulong>("u64"), new DataField<float>("f32"), new DataField<double>("f64"),
                new DecimalDataField("dec", 20, 4), new DataField<bool>("flag"), new DataField<double>("y"),
            ],
            [[
                new sbyte[] { -128, 127 }, new byte[] { 0, 255 }, new short[] { -32768, 32767 }, new ushort[] { 0, 65535 },
                new[] { int.MinValue, int.MaxValue },
                new uint[] { 0, uint.MaxValue }, new[] { -(1L << 53), 1L << 53 }, new ulong[] { 0, 1UL << 63 }, new[] { 0.1f, -1e30f }, new[] { 0.1, 1e300 },
                new[] { 12345.6789m, -0.0001m }, new[] { true, false }, new[] { 0.25, 1e-300 },
            ]]);
        var data = ParquetDataset.Load(path);
        double[] expected =
        [
            -128, 0, -32768, 0, int.MinValue, 0, -(1L << 53), 0, 0.1f, 0.1, 12345.6789, 1,
            127, 255, 32767, 65535, int.MaxValue, uint.MaxValue, 1L << 53, 1UL << 63, -1e30f, 1e300, -0.0001, 0,
        ];
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(i => data.FeatureTable[i]));
        Assert.False(data.FeatureTable.IsNarrow);
        Assert.Equal([0.25, 1e-300], [data.TargetTable[0], data.TargetTable[1]]);
    }

    [Fact]
    public void Load_IntegersThatFloat64MakesEqual_AreRefused()
    {
        var path = Write([new DataField<long>("id"), new DataField<double>("y")], [[new[] { (1L << 60) + 1, (1L << 60) + 2 }, new[] { 0.5, 1.5 }]]);
        Assert.Equal(
            "row 2, column 1 'id': '1152921504606846978' and '1152921504606846977' on row 1 are the same number in 64 bits; "
            + "subtract a common offset from the column, or remove it.",
            DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
    }

    [Fact]
    public void Load_RoundedNumbersInDroppedRows_DoNotMatter()
    {
        var path = Write(
            [new DataField<long>("id"), new DataField<double?>("b"), new DataField<double>("y")],
            [[new[] { (1L << 60) + 1, (1L << 60) + 2, 3 }, new double?[] { null, 1, 2 }, new[] { 0.5, 1.5, 2.5 }]]);
        Assert.Equal(2, ParquetDataset.Load(path, new() { Missing = MissingValues.Drop }).Count);
    }

    [Theory]
    [InlineData(LearningTask.Auto, 0, 1, 1, true)]
    [InlineData(LearningTask.Auto, 0, 2, 1, true)]
    [InlineData(LearningTask.Auto, 1, 2, 1, false)]
    [InlineData(LearningTask.Regression, 0, 1, 1, false)]
    [InlineData(LearningTask.Classification, 5, 7, 5, true)]
    public void Load_WholeNumbersAsTarget_AreWhatTheyAreInACsvFile(LearningTask task, long one, long two, long three, bool areClasses)
    {
        var path = Write([new DataField<double>("a"), new DataField<long>("y")], [[new[] { 1.0, 2, 3 }, new[] { one, two, three }]]);
        var data = ParquetDataset.Load(path, new() { Task = task });
        Assert.Equal(areClasses, data.IsClassification);
        var csv = CsvDataset.Load(folder.Write("table.csv", $"a,y\n1,{one}\n2,{two}\n3,{three}\n"), new() { Task = task });
        Assert.Equal(csv.ClassNames, data.ClassNames);
        Assert.Equal(csv.Labels.ToArray(), data.Labels.ToArray());
        Assert.Equal(csv.Targets.ToArray(), data.Targets.ToArray());
        Assert.Equal(csv.ReadingNotes.Skip(1), data.ReadingNotes.Skip(1));
        Assert.Equal(csv.Fingerprint(), data.Fingerprint());
    }

    [Fact]
    public void Load_BooleansAsTarget_AreClasses()
    {
        var path = Write([new DataField<bool>("y"), new DataField<float>("a")], [[new[] { true, false, true }, new[] { 1f, 2, 3 }]]);
        var data = ParquetDataset.Load(path, new() { Target = "y" });
        Assert.Equal(["false", "true"], data.ClassNames);
        Assert.Equal([1, 0, 1], data.Labels.ToArray());
        Assert.Equal(data.Labels.ToArray(), ParquetDataset.Load(path, new() { Target = "#1" }).Labels.ToArray());
        Assert.Equal("has no column 'z'; its columns are y, a.", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path, new() { Target = "z" })));
    }

    [Fact]
    public void Load_Nulls_AreRefusedDroppedOrKept()
    {
        var path = Write(
            [new DataField<double?>("a"), new DataField<float>("b"), new DataField<string>("kind", true)],
            [
                [new double?[] { 1, null, 3 }, new[] { 1f, 2, 3 }, new[] { "x", "y", null }],
                [new double?[] { 4, 5, 6 }, new[] { 4f, float.NaN, 6 }, new[] { "NA", "y", "y" }],
            ]);
        Assert.Equal(
            "row 2, column 1 'a': the value is missing; fill it in, remove the row, leave such rows out with --missing drop, "
            + "or fill in the mean of the column with --missing mean.",
            DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
        var data = ParquetDataset.Load(path, new() { Missing = MissingValues.Drop });
        Assert.Equal([1f, 1, 6, 6], data.Features.ToArray());
        Assert.Equal("rows dropped because a value is missing: 4 of 6", data.ReadingNotes[^1]);
        // Keep keeps missing targets only, as for CSV files.
        DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path, new() { Missing = MissingValues.Keep }));
        path = Write([new DataField<float>("b"), new DataField<string>("kind", true)], [[new[] { 1f, 2, 3 }, new[] { "x", "NA", null }]]);
        Assert.Equal(["NA", "null", "x"], ParquetDataset.Load(path, new() { Missing = MissingValues.Keep }).ClassNames);
        Assert.StartsWith("row 2, column 2 'kind': 'NA' marks a missing value", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
        path = Write([new DataField<float?>("b"), new DataField<int>("y")], [[new float?[] { null, null }, new[] { 0, 1 }]]);
        Assert.Contains("none is left", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path, new() { Missing = MissingValues.Drop })));
    }

    [Fact]
    public void LoadFeatures_ForAModel_IgnoresTheTarget()
    {
        var path = Write(
            [new DataField<string>("kind", true), new DataField<double?>("a"), new DataField<long>("b")],
            [[new[] { null, "y", "z" }, new double?[] { 1, null, 3 }, new long[] { 4, 5, 6 }]]);
        var schema = new TableSchema(3, 0, ["a", "b"], "kind");
        Assert.Equal([1, 4, 3, 6], ParquetDataset.LoadFeatures(path, new() { Schema = schema, Missing = MissingValues.Drop }, out var dropped));
        Assert.Equal([1], dropped);
        path = Write([new DataField<double>("a"), new DataField<long>("b")], [[new double[] { 1, 2 }, new long[] { 3, 4 }]]);
        Assert.Equal([1, 3, 2, 4], ParquetDataset.LoadFeatures(path, new() { Schema = schema }, out _));
        Assert.Contains("the column to predict is missing", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path, new() { Schema = schema })));
        path = Write([new DataField<double>("a"), new DataField<long>("c")], [[new double[] { 1, 2 }, new long[] { 3, 4 }]]);
        Assert.Contains("there is no column b, but c", DataFolder.ErrorNaming(path, () => ParquetDataset.LoadFeatures(path, new() { Schema = schema }, out _)));
    }

    [Fact]
    public void Load_KnownClasses_AreMatched()
    {
        var path = Write([new DataField<double>("a"), new DataField<double>("y")], [[new double[] { 1, 2 }, new double[] { 2, 1 }]]);
        Assert.Equal([1, 0], ParquetDataset.Load(path, new() { ClassNames = ["1", "2", "3"] }).Labels.ToArray());
        Assert.Contains(
            "row 1, column 2 'y': '2' is not one of the classes 1, 3",
            DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path, new() { ClassNames = ["1", "3"] })));
    }

    [Fact]
    public void Load_ColumnsThatAreNoNumbers_AreRefusedByName()
    {
        double[] y = [1, 2];
        Refuse("column 1 'word' holds text; ", new DataField<string>("word"), new[] { "a", "b" });
        Refuse("column 1 'time' holds values of the type DateTime; ", new DataField<DateTime>("time"), new[] { DateTime.UnixEpoch, DateTime.UnixEpoch });
        Refuse("column 1 'raw' holds values of the type Byte[]; ", new DataField<byte[]>("raw"), new[] { new byte[] { 1 }, [2] });
        Refuse("column 1 'id' holds values of the type Guid; ", new DataField<Guid>("id"), new[] { Guid.Empty, Guid.Empty });

        void Refuse(string message, DataField field, Array values)
        {
            var path = Write([field, new DataField<double>("y")], [[values, y]]);
            Assert.StartsWith(message, DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
        }
    }

    [Fact]
    public void Load_NestedAndRepeatedColumns_AreRefusedByName()
    {
        foreach (Field field in (Field[])[
            new StructField("place", new DataField<double>("x")), new ListField("list", new DataField<double>("element")),
            new MapField("map", new DataField<int>("key"), new DataField<int>("value"))])
        {
            var path = ParquetFiles.WriteEmpty(folder.In("table.parquet"), field, new DataField<double>("y"));
            Assert.StartsWith($"column '{field.Name}' is nested", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
        }
        var repeated = ParquetFiles.WriteEmpty(folder.In("table.parquet"), new DataField("many", typeof(int), isArray: true), new DataField<double>("y"));
        Assert.StartsWith("column 'many' is repeated", DataFolder.ErrorNaming(repeated, () => ParquetDataset.Load(repeated)));
    }

    [Fact]
    public void Load_WhatIsNoTable_IsRefused()
    {
        string path = folder.In("table.parquet");
        Assert.Contains("there is no such file", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
        foreach (var (bytes, message) in ((byte[], string)[])[
            ([], "the file is empty"), ("PAR1"u8.ToArray(), "is not a Parquet file"), ("a,b\n1,2\n3,4\n5,6\n"u8.ToArray(), "is not a Parquet file"),
            (DataFolder.Gzip("PAR1"u8.ToArray()), "is compressed as a whole"), ("PAR1....\0\0\0\0PARE"u8.ToArray(), "is encrypted")])
        {
            Assert.StartsWith(message, DataFolder.ErrorNaming(path, () => ParquetDataset.Load(folder.Write("table.parquet", bytes))));
        }
        ParquetFiles.WriteEmpty(path, new DataField<double>("x"), new DataField<double>("y"));
        Assert.Equal("has no rows.", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
        Write([new DataField<double>("y")], [[new double[] { 1, 2 }]]);
        Assert.StartsWith("has only one column", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
        Write([new DataField<double>("x"), new DataField<double>("y")], [[new double[] { 1, double.PositiveInfinity }, new double[] { 1, 2 }]]);
        Assert.StartsWith("row 2, column 1 'x': Infinity is not a finite number", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
        Write([new DataField<double>("x"), new DataField<string>("y")], [[new double[] { 1, 2 }, new[] { "x", "x" }]]);
        Assert.StartsWith("one class only: every target in column 2 'y' is 'x'", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
        Write([new DataField<double>("x"), new DataField<string>("y")], [[new double[] { 1, 2 }, new[] { "x", new string('z', 2000) }]]);
        Assert.StartsWith("column 'y': is damaged: a text of 2000 characters", DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path)));
    }

    private string Write(DataField[] fields, Array[][] groups) => ParquetFiles.Write(folder.In("table.parquet"), fields, groups);
}
