using System.Collections;
using System.Globalization;

namespace Nabla;

/// <summary>The types of attribute values.</summary>
public enum AttributeKind
{
    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Real,

    /// <summary>A flag.</summary>
    Boolean,

    /// <summary>Text.</summary>
    Text,

    /// <summary>An <see cref="Nabla.ElementType"/>.</summary>
    ElementType,

    /// <summary>A list of integers, such as a shape or an order of axes.</summary>
    Integers,
}

/// <summary>The value of an attribute of an operation.</summary>
public readonly struct AttributeValue : IEquatable<AttributeValue>
{
    // Integers, flags, element types and the bits of floating-point values; lists and text are objects.
    private readonly long bits;
    private readonly object? content;

    private AttributeValue(AttributeKind kind, long bits, object? content = null) => (Kind, this.bits, this.content) = (kind, bits, content);

    /// <summary>The type of the value.</summary>
    public AttributeKind Kind { get; }

    /// <summary>Converts an integer.</summary>
    public static implicit operator AttributeValue(int value) => new(AttributeKind.Integer, value);

    /// <summary>Converts an integer.</summary>
    public static implicit operator AttributeValue(long value) => new(AttributeKind.Integer, value);

    /// <summary>Converts a floating-point number.</summary>
    public static implicit operator AttributeValue(double value) => new(AttributeKind.Real, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Converts a flag.</summary>
    public static implicit operator AttributeValue(bool value) => new(AttributeKind.Boolean, value ? 1 : 0);

    /// <summary>Converts text.</summary>
    public static implicit operator AttributeValue(string value) => new(AttributeKind.Text, 0, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>Converts an element type.</summary>
    public static implicit operator AttributeValue(ElementType value) => new(AttributeKind.ElementType, (long)value);

    /// <summary>Converts a list of integers, which is copied.</summary>
    public static implicit operator AttributeValue(int[] value) => new(AttributeKind.Integers, 0, value.Clone());

    /// <summary>Converts the sizes of a shape.</summary>
    public static implicit operator AttributeValue(Shape value) => new(AttributeKind.Integers, 0, value.ToArray());

    /// <summary>Returns the integer.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public long ToInt64() => Of(AttributeKind.Integer).bits;

    /// <summary>Returns the floating-point number.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public double ToDouble() => BitConverter.Int64BitsToDouble(Of(AttributeKind.Real).bits);

    /// <summary>Returns the flag.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public bool ToBoolean() => Of(AttributeKind.Boolean).bits != 0;

    /// <summary>Returns the element type.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ElementType ToElementType() => (ElementType)Of(AttributeKind.ElementType).bits;

    /// <summary>Returns a copy of the list of integers.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public int[] ToIntegers() => [.. (int[])Of(AttributeKind.Integers).content!];

    /// <summary>True if both have the same kind and value. Floating-point values are compared bitwise.</summary>
    public bool Equals(AttributeValue other) => Kind == other.Kind && bits == other.bits && (content, other.content) switch
    {
        (null, null) => true,
        (string a, string b) => a == b,
        (int[] a, int[] b) => a.AsSpan().SequenceEqual(b),
        _ => false,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AttributeValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        hash.Add(bits);
        if (content is string text) hash.Add(text);
        foreach (var number in content as int[] ?? []) hash.Add(number);
        return hash.ToHashCode();
    }

    /// <summary>Returns the value as text, the same in every culture.</summary>
    public override string ToString() => Kind switch
    {
        AttributeKind.Integer => bits.ToString(CultureInfo.InvariantCulture),
        AttributeKind.Real => BitConverter.Int64BitsToDouble(bits).ToString("R", CultureInfo.InvariantCulture),
        AttributeKind.Boolean => bits != 0 ? "true" : "false",
        AttributeKind.Text => (string)content!,
        AttributeKind.ElementType => ((ElementType)bits).Label(),
        AttributeKind.Integers => $"[{string.Join(", ", (int[])content!)}]",
        _ => throw new InvalidOperationException($"Unknown attribute kind {Kind}."),
    };

    /// <summary>True if the values are equal.</summary>
    public static bool operator ==(AttributeValue left, AttributeValue right) => left.Equals(right);

    /// <summary>True if the values differ.</summary>
    public static bool operator !=(AttributeValue left, AttributeValue right) => !left.Equals(right);

    private AttributeValue Of(AttributeKind kind) =>
        Kind == kind ? this : throw new InvalidOperationException($"The attribute is {Kind}, not {kind}: {this}.");
}

/// <summary>An attribute of an operation.</summary>
/// <param name="Name">The name, in lower case: <c>axis</c>.</param>
/// <param name="Value">The value.</param>
public readonly record struct OperationAttribute(string Name, AttributeValue Value)
{
    /// <summary>Returns name and value: <c>axis 1</c>. A flag that is set is its name alone.</summary>
    public override string ToString() => Value.Kind == AttributeKind.Boolean ? (Value.ToBoolean() ? Name : "") : $"{Name} {Value}";
}

/// <summary>The attributes of an operation, in a fixed order. Written as <c>new() { { "axis", axis }, { "descending", isDescending } }</c>.</summary>
/// <remarks>Used for printing, equality, the program cache and export.</remarks>
public sealed class OperationAttributes : IReadOnlyList<OperationAttribute>, IEquatable<OperationAttributes>
{
    private readonly List<OperationAttribute> all = [];
    private string? text;

    /// <summary>No attributes.</summary>
    public static OperationAttributes None { get; } = new(isFrozen: true);

    private readonly bool isFrozen;

    /// <summary>Creates an empty list to add attributes to.</summary>
    public OperationAttributes()
    {
    }

    private OperationAttributes(bool isFrozen) => this.isFrozen = isFrozen;

    /// <inheritdoc/>
    public int Count => all.Count;

    /// <inheritdoc/>
    public OperationAttribute this[int index] => all[index];

    /// <summary>The value of the attribute with the given name.</summary>
    /// <exception cref="KeyNotFoundException">The attribute does not exist.</exception>
    public AttributeValue this[string name]
    {
        get
        {
            foreach (var attribute in all)
                if (attribute.Name == name) return attribute.Value;
            throw new KeyNotFoundException($"Unknown attribute '{name}'; the attributes are {this}.");
        }
    }

    /// <summary>Adds an attribute at the end.</summary>
    /// <exception cref="ArgumentException">The name is already used.</exception>
    /// <exception cref="InvalidOperationException">This is <see cref="None"/>.</exception>
    public void Add(string name, AttributeValue value)
    {
        if (isFrozen) throw new InvalidOperationException("OperationAttributes.None cannot be changed; make a new list.");
        if (all.Exists(attribute => attribute.Name == name)) throw new ArgumentException($"The attribute '{name}' already exists.", nameof(name));
        all.Add(new(name, value));
        text = null;
    }

    /// <summary>Returns the attributes separated by commas, without flags that are not set.</summary>
    public override string ToString() => text ??= string.Join(", ", all.Select(attribute => attribute.ToString()).Where(part => part.Length > 0));

    /// <summary>True if both have the same names and values in the same order.</summary>
    public bool Equals(OperationAttributes? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || other.Count != Count) return false;
        for (var i = 0; i < Count; i++)
            if (all[i].Name != other.all[i].Name || all[i].Value != other.all[i].Value) return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OperationAttributes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var attribute in all) hash.Add(attribute.Value);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<OperationAttribute> GetEnumerator() => all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
