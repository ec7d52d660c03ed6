namespace Nabla.Parquet;

/// <summary>The type of a value in Thrift's compact protocol.</summary>
internal abstract record FieldType
{
    /// <summary>True if a value, as <see cref="CompactStruct"/> reads it, has this type.</summary>
    internal abstract bool Fits(object value);

    /// <summary>A value without parts.</summary>
    internal sealed record Plain(Type Type) : FieldType
    {
        internal override bool Fits(object value) => value.GetType() == Type;
    }

    /// <summary>A list of values of one type.</summary>
    internal sealed record List(FieldType Element) : FieldType
    {
        internal override bool Fits(object value) => value is List<object> values && values.All(Element.Fits);
    }

    /// <summary>A struct. Readers skip fields that they do not know, whatever their type.</summary>
    internal sealed record Struct(IReadOnlyDictionary<int, FieldType> Fields) : FieldType
    {
        internal override bool Fits(object value) =>
            value is CompactStruct parts && parts.Fields.All(field => !Fields.TryGetValue(field.Key, out var type) || type.Fits(field.Value));
    }
}
