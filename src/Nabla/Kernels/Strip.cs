using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Kernels;

/// <summary>The operands of a micro-kernel for a strip of columns two vectors wide, packed or in place.</summary>
internal readonly unsafe struct Strip<T>
    where T : unmanaged, INumber<T>
{
    public required T* A { get; init; }

    /// <summary>The distance between rows of a; <see cref="Along"/> is that between depths.</summary>
    public required nint Down { get; init; }

    public required nint Along { get; init; }

    /// <summary>The first row of b in these columns; the next one is at distance <see cref="Next"/>.</summary>
    public required T* B { get; init; }

    public required nint Next { get; init; }

    /// <summary>
    /// The distance from the first vector of columns to the second: the lanes of a vector, or less if fewer columns are left. Elements may be
    /// computed twice but not added twice.
    /// </summary>
    public required nint Second { get; init; }

    public required T* C { get; init; }

    public required nint Stride { get; init; }

    public required nint Depth { get; init; }

    /// <summary>True to add the products to c instead of overwriting it.</summary>
    public bool Add { get; init; }

    /// <summary>The number of elements in a vector of the given bits; a width of 0 means scalars.</summary>
    public static int Lanes(int width) => width == 0 ? 1 : width / (8 * sizeof(T));

    /// <summary>c = a · b or c += a · b in these columns.</summary>
    public void Run(int width, int rows)
    {
        if (width == 512) MicroKernel<T, Register512<T>, Vector512<T>>.Run(this, rows);
        else if (width == 256) MicroKernel<T, Register256<T>, Vector256<T>>.Run(this, rows);
        else if (width == 128 && PackedSimd.IsSupported) MicroKernel<T, RegisterPacked<T>, Vector128<T>>.Run(this, rows);
        else if (width == 128) MicroKernel<T, Register128<T>, Vector128<T>>.Run(this, rows);
        else MicroKernel<T, RegisterScalar<T>, T>.Run(this, rows);
    }
}
