using Parquet;
using Parquet.Schema;

namespace Nabla.Tests.Learning.Data.Parquet;

/// <summary>Writes Parquet files for tests.</summary>
internal static class ParquetFiles
{
    /// <summary>Writes row groups of columns.</summary>
    internal static string Write(string path, DataField[] fields, Array[][] groups, CompressionMethod method = CompressionMethod.Snappy) =>
        WriteAsync(path, [.. fields], groups, method).GetAwaiter().GetResult();

    /// <summary>Writes a file without rows.</summary>
    internal static string WriteEmpty(string path, params Field[] fields) => WriteAsync(path, fields, [], CompressionMethod.None).GetAwaiter().GetResult();

    private static async Task<string> WriteAsync(string path, Field[] fields, Array[][] groups, CompressionMethod method)
    {
        using var stream = File.Create(path);
        var schema = new ParquetSchema(fields);
        await using var writer = await ParquetWriter.CreateAsync(schema, stream, new() { CompressionMethod = method });
        foreach (var group in groups)
        {
            using var rows = writer.CreateRowGroup();
            for (int column = 0; column < group.Length; column++) await Write(rows, schema.DataFields[column], group[column]);
        }
        return path;
    }

    private static Task Write(ParquetRowGroupWriter rows, DataField field, Array values)
    {
        var type = values.GetType().GetElementType();
        // Arrays of signed and unsigned integers match each other's patterns, so types are compared.
        return values switch
        {
            string[] texts => rows.WriteAsync(field, (IReadOnlyCollection<string>)texts),
            byte[][] blocks => rows.WriteAsync(field, (IReadOnlyCollection<byte[]>)blocks),
            double?[] numbers => rows.WriteAsync<double>(field, new ReadOnlyMemory<double?>(numbers)),
            float?[] numbers => rows.WriteAsync<float>(field, new ReadOnlyMemory<float?>(numbers)),
            _ when type == typeof(double) => Plain<double>(),
            _ when type == typeof(float) => Plain<float>(),
            _ when type == typeof(sbyte) => Plain<sbyte>(),
            _ when type == typeof(byte) => Plain<byte>(),
            _ when type == typeof(short) => Plain<short>(),
            _ when type == typeof(ushort) => Plain<ushort>(),
            _ when type == typeof(int) => Plain<int>(),
            _ when type == typeof(uint) => Plain<uint>(),
            _ when type == typeof(long) => Plain<long>(),
            _ when type == typeof(ulong) => Plain<ulong>(),
            _ when type == typeof(decimal) => Plain<decimal>(),
            _ when type == typeof(bool) => Plain<bool>(),
            _ when type == typeof(DateTime) => Plain<DateTime>(),
            _ when type == typeof(Guid) => Plain<Guid>(),
            _ => throw new ArgumentException($"{type} is not written."),
        };

        Task Plain<T>()
            where T : struct => rows.WriteAsync<T>(field, new ReadOnlyMemory<T>((T[])values));
    }
}
