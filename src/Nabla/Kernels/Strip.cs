using System.Numerics;
using System.Runtime.Intrinsics;

namespace Nabla.Kernels;

/// <summary>Some columns of a product, two vectors wide, for the micro-kernel: where the numbers lie, packed or in their own places.</summary>
internal readonly unsafe struct Strip<T>
    where T : unmanaged, INumber<T>
{
    public required T* A { get; init; }

    /// <summary>From a row of a to the next, and from one depth to the next.</summary>
    public required nint Down { get; init; }

    public required nint Along { get; init; }

    /// <summary>The first row of b in these columns; the next is <see cref="Next"/> further on.</summary>
    public required T* B { get; init; }

    public required nint Next { get; init; }

    /// <summary>
    /// From the first vector of columns to the second: a vector's lanes, or less where fewer columns are left. Computing an element twice
    /// gives the same number, but it must not be added twice.
    /// </summary>
    public required nint Second { get; init; }

    public required T* C { get; init; }

    public required nint Stride { get; init; }

    public required nint Depth { get; init; }

    /// <summary>Whether the products are added to what is in c.</summary>
    public bool Add { get; init; }

    /// <summary>Numbers in a vector of so many bits; 0 bits stand for single numbers.</summary>
    public static int Lanes(int width) => width == 0 ? 1 : width / (8 * sizeof(T));

    /// <summary>c = a · b or c += a · b in these columns.</summary>
    public void Run(int width, int rows)
    {
        if (width == 512) MicroKernel<T, Register512<T>, Vector512<T>>.Run(this, rows);
        else if (width == 256) MicroKernel<T, Register256<T>, Vector256<T>>.Run(this, rows);
        else if (width == 128) MicroKernel<T, Register128<T>, Vector128<T>>.Run(this, rows);
        else MicroKernel<T, RegisterScalar<T>, T>.Run(this, rows);
    }
}
