namespace Nabla.Learning;

/// <summary>How the floats of variables are stored in a file. Reading gives them back in the type of the variable.</summary>
public enum FloatStorage
{
    /// <summary>In their own type: float32 or float64. Nothing is rounded.</summary>
    Unchanged,

    /// <summary>As float16, 2 bytes: 11 binary digits, numbers up to 65504.</summary>
    Float16,

    /// <summary>As bfloat16, 2 bytes: 8 binary digits, the range of float32.</summary>
    Bfloat16,
}
