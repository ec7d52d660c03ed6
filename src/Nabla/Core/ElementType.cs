namespace Nabla;

/// <summary>The type of a tensor's elements. Element types never mix implicitly: convert with <c>Tensor.To</c>.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision, 4 bytes (<see cref="float"/>).</summary>
    Float32,

    /// <summary>IEEE 754 double precision, 8 bytes (<see cref="double"/>).</summary>
    Float64,

    /// <summary>32-bit signed integer (<see cref="int"/>).</summary>
    Int32,

    /// <summary>64-bit signed integer (<see cref="long"/>).</summary>
    Int64,

    /// <summary>Truth value, one byte (<see cref="bool"/>).</summary>
    Boolean,
}

/// <summary>Extensions for element types.</summary>
public static class ElementTypes
{
    /// <summary>The size of an element in bytes.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Boolean => 1,
        _ => throw Unknown(type),
    };

    /// <summary>True for float32 and float64, the types that can be differentiated.</summary>
    public static bool IsFloat(this ElementType type) => type is ElementType.Float32 or ElementType.Float64;

    /// <summary>True for int32 and int64.</summary>
    public static bool IsInteger(this ElementType type) => type is ElementType.Int32 or ElementType.Int64;

    /// <summary>The short name used in text and messages: float32, float64, int32, int64 or bool.</summary>
    public static string Label(this ElementType type) => type switch
    {
        ElementType.Float32 => "float32",
        ElementType.Float64 => "float64",
        ElementType.Int32 => "int32",
        ElementType.Int64 => "int64",
        ElementType.Boolean => "bool",
        _ => throw Unknown(type),
    };

    /// <summary>
    /// True if a C# number is representable: within the range, an integer for integer types, 0 or 1 for truth values. Rounding is allowed, and ±∞ and
    /// NaN are floats.
    /// </summary>
    internal static bool Holds(this ElementType type, double number) => type switch
    {
        ElementType.Int32 => number is >= int.MinValue and <= int.MaxValue && Math.Floor(number) == number,
        // −2⁶³ is an int64, 2⁶³ is not.
        ElementType.Int64 => number is >= long.MinValue and < -(double)long.MinValue && Math.Floor(number) == number,
        ElementType.Boolean => number is 0 or 1,
        ElementType.Float32 => float.IsFinite((float)number) || !double.IsFinite(number),
        ElementType.Float64 => true,
        _ => throw Unknown(type),
    };

    /// <summary>The one dispatch over float types: true for float32, false for float64.</summary>
    /// <exception cref="NotSupportedException">The type is another: a kernel that knows two float types must not run on a third.</exception>
    internal static bool IsSingle(this ElementType type) => type switch
    {
        ElementType.Float32 => true,
        ElementType.Float64 => false,
        _ => throw Unknown(type),
    };

    /// <summary>The exception for an element type that a switch does not list: adding a type finds every place that has to know it.</summary>
    internal static NotSupportedException Unknown(ElementType type) => new($"The element type {(int)type} is not supported here.");

    /// <summary>The element type that holds values of the C# type <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">Tensors cannot hold this C# type.</exception>
    public static ElementType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return ElementType.Float32;
        if (typeof(T) == typeof(double)) return ElementType.Float64;
        if (typeof(T) == typeof(int)) return ElementType.Int32;
        if (typeof(T) == typeof(long)) return ElementType.Int64;
        if (typeof(T) == typeof(bool)) return ElementType.Boolean;
        throw new NotSupportedException($"A tensor cannot hold {typeof(T).Name}; use float, double, int, long or bool.");
    }
}
