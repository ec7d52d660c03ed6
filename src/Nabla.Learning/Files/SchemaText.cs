using System.Text;
using System.Text.Json;

namespace Nabla.Learning;

/// <summary>
/// The schema of a table as JSON in a model file: <c>{"columns":5,"target":4,"header":true,"target_name":"species"}</c>, with the treatment of missing values
/// and the one-hot columns if there are any.
/// </summary>
internal static class SchemaText
{
    public static string Write(TableSchema schema)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("columns", schema.Columns);
            json.WriteNumber("target", schema.TargetColumn);
            json.WriteBoolean("header", schema.FeatureNames is not null);
            json.WriteString("target_name", schema.TargetName);
            if (schema.Missing != MissingValues.Refuse) json.WriteString("missing", Word(schema.Missing));
            if (schema.Categories.Count > 0) WriteCategories(json, schema);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <param name="text">The JSON.</param>
    /// <param name="features">The names of the features, which are those of the columns unless there are one-hot columns.</param>
    /// <exception cref="FormatException">Something in it is not valid.</exception>
    public static TableSchema Read(string text, string[] features)
    {
        using var document = JsonDocument.Parse(text);
        var table = document.RootElement;
        var names = table.TryGetProperty("names", out var own) ? Texts(own) : features;
        var schema = new TableSchema(
            table.GetProperty("columns").GetInt32(), Math.Max(-1, table.GetProperty("target").GetInt32()),
            table.GetProperty("header").GetBoolean() ? names : null, table.GetProperty("target_name").GetString())
        {
            Missing = table.TryGetProperty("missing", out var missing) ? Treatment(missing.GetString()) : MissingValues.Refuse,
            Categories = table.TryGetProperty("one_hot", out var categories)
                ? [.. categories.EnumerateArray().Select(item => new TableCategory(item.GetProperty("column").GetInt32(), Texts(item.GetProperty("values"))))]
                : [],
        };
        var width = schema.Columns - (schema.TargetColumn < 0 ? 0 : 1);
        if (schema.Categories.Any(category => category.Column < 0 || category.Column >= width || category.Values.Count == 0
            || category.Values.Distinct(StringComparer.Ordinal).Count() < category.Values.Count)
            || schema.Categories.DistinctBy(category => category.Column).Count() < schema.Categories.Count)
        {
            throw new FormatException("the one-hot columns of the table are not valid");
        }
        return schema;
    }

    private static void WriteCategories(Utf8JsonWriter json, TableSchema schema)
    {
        if (schema.FeatureNames is { } names) WriteTexts(json, "names", names);
        json.WriteStartArray("one_hot");
        foreach (var category in schema.Categories)
        {
            json.WriteStartObject();
            json.WriteNumber("column", category.Column);
            WriteTexts(json, "values", category.Values);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString() ?? "")];

    private static string Word(MissingValues missing) => missing switch
    {
        MissingValues.Drop => "drop",
        MissingValues.Mean => "mean",
        MissingValues.Keep => "keep",
        _ => "refuse",
    };

    private static MissingValues Treatment(string? word) => word switch
    {
        "drop" => MissingValues.Drop,
        "mean" => MissingValues.Mean,
        "keep" => MissingValues.Keep,
        "refuse" => MissingValues.Refuse,
        _ => throw new FormatException($"'missing' is '{word}'"),
    };
}
