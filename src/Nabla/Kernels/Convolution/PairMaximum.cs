using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;
using Nabla.Vectors;

namespace Nabla.Kernels;

/// <summary>
/// Max pooling over windows of 2×2 that do not overlap, the most common kind, or its transpose: as <see cref="WindowMaximum{T}"/>, without buffers and in
/// one pass over the elements. A vector holds the columns of several windows in pairs of lanes.
/// </summary>
internal readonly unsafe struct PairMaximum<T> : IPieces
    where T : unmanaged, INumber<T>
{
    // The number of elements that make a piece worth handing to a thread.
    private const int PieceNumbers = 1 << 13;

    private readonly int height;
    private readonly int width;
    private readonly int planes;
    private readonly int planesOfPiece;
    private readonly int bits;
    private readonly T* x;
    private readonly T* given;
    private readonly T* result;

    /// <summary>Creates the job: the maxima of x, or the elements of <paramref name="given"/> at the positions of the maxima and 0 elsewhere.</summary>
    /// <param name="rows">The windows along columns.</param>
    /// <param name="columns">The windows along rows.</param>
    /// <param name="planes">The number of planes.</param>
    /// <param name="x">The planes.</param>
    /// <param name="given">The elements to place, one per window; null for the maxima.</param>
    /// <param name="result">The maxima, or planes.</param>
    public PairMaximum(WindowAxis rows, WindowAxis columns, int planes, T* x, T* given, T* result)
    {
        (height, width, this.planes) = (rows.Input, columns.Input, planes);
        this.x = x;
        this.given = given;
        this.result = result;
        bits = Bits(columns);
        planesOfPiece = Math.Max(1, PieceNumbers / Math.Max(1, height * width));
    }

    public int Count => (planes + planesOfPiece - 1) / planesOfPiece;

    /// <summary>True if the windows have this form and a vector fits into a row.</summary>
    public static bool Fits(WindowAxis rows, WindowAxis columns) => IsPair(rows) && IsPair(columns) && Bits(columns) > 0;

    private static bool IsPair(WindowAxis axis) => axis is { Size: 2, Stride: 2, Padding: 0, Dilation: 1, Input: > 1 };

    /// <summary>The widest vector that the columns of a row's windows fill, in bits; 0 if none.</summary>
    private static int Bits(WindowAxis columns)
    {
        var bits = VectorWidth.Current;
        while (bits > 0 && Strip<T>.Lanes(bits) > 2 * columns.Output) bits = bits == 128 ? 0 : bits / 2;
        return bits;
    }

    public double Work(int piece) => Math.Min(planes - piece * planesOfPiece, planesOfPiece);

    public void Run(int piece)
    {
        if (typeof(T) == typeof(float))
        {
            if (bits == 512) Run<Single512, Vector512<float>>(piece);
            else if (bits == 256) Run<Single256, Vector256<float>>(piece);
            else if (PackedSimd.IsSupported) Run<PackedSingle, Vector128<float>>(piece);
            else Run<Single128, Vector128<float>>(piece);
        }
        else
        {
            if (bits == 512) Run<Double512, Vector512<double>>(piece);
            else if (bits == 256) Run<Double256, Vector256<double>>(piece);
            else if (PackedSimd.IsSupported) Run<PackedDouble, Vector128<double>>(piece);
            else Run<Double128, Vector128<double>>(piece);
        }
    }

    private void Run<TSimd, TVector>(int piece)
        where TSimd : struct, IPairSimd<TVector>
        where TVector : unmanaged
    {
        var (size, windows) = ((nint)height * width, (nint)(height / 2) * (width / 2));
        var end = Math.Min(planes, (piece + 1) * planesOfPiece);
        for (nint plane = piece * planesOfPiece; plane < end; plane++)
        {
            if (given == null) Largest<TSimd, TVector>(x + plane * size, result + plane * windows);
            else Spread<TSimd, TVector>(x + plane * size, given + plane * windows, result + plane * size);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Largest<TSimd, TVector>(T* plane, T* y)
        where TSimd : struct, IPairSimd<TVector>
        where TVector : unmanaged
    {
        int lanes = sizeof(TVector) / sizeof(T), used = width / 2 * 2;
        for (var row = 0; row < height / 2; row++, plane += 2 * width, y += width / 2)
        {
            for (var next = 0; next < used; next += lanes)
            {
                // The last vector ends with the windows; computing some twice gives the same values.
                var column = Math.Min(next, used - lanes);
                var largest = TSimd.Maximum(TSimd.Load(plane + column), TSimd.Load(plane + width + column));
                TSimd.StoreFirsts(TSimd.Maximum(largest, TSimd.SwapPairs(largest)), y + column / 2);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread<TSimd, TVector>(T* plane, T* y, T* dx)
        where TSimd : struct, IPairSimd<TVector>
        where TVector : unmanaged
    {
        int lanes = sizeof(TVector) / sizeof(T), used = width / 2 * 2;
        for (var row = 0; row < height / 2; row++, plane += 2 * width, dx += 2 * width, y += width / 2)
        {
            for (var next = 0; next < used; next += lanes)
            {
                var column = Math.Min(next, used - lanes);
                var (upper, lower) = (TSimd.Load(plane + column), TSimd.Load(plane + width + column));
                var (upperNeighbor, lowerNeighbor) = (TSimd.SwapPairs(upper), TSimd.SwapPairs(lower));
                var isUpper = VectorChoices.Not<TSimd, TVector>(
                    Beats<TSimd, TVector>(TSimd.Maximum(lower, lowerNeighbor), TSimd.Maximum(upper, upperNeighbor)));
                var value = TSimd.LoadTwice(y + column / 2);
                TSimd.Store(TSimd.And(TSimd.And(isUpper, Wins<TSimd, TVector>(upper, upperNeighbor)), value), dx + column);
                TSimd.Store(
                    TSimd.And(TSimd.And(VectorChoices.Not<TSimd, TVector>(isUpper), Wins<TSimd, TVector>(lower, lowerNeighbor)), value),
                    dx + width + column);
            }

            if (used < width) dx[used] = dx[width + used] = T.Zero;
        }

        if (height % 2 > 0) new Span<T>(dx, width).Clear();
    }

    /// <summary>Where a number beats one before it: it is larger, or the first NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Beats<TSimd, TVector>(TVector number, TVector earlier)
        where TSimd : struct, IPairSimd<TVector>
        where TVector : unmanaged =>
        TSimd.And(VectorChoices.Not<TSimd, TVector>(TSimd.LessOrEqual(number, earlier)), TSimd.Equal(earlier, earlier));

    /// <summary>The lane of each pair that is its first largest. The second lane wins where it beats the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Wins<TSimd, TVector>(TVector row, TVector neighbors)
        where TSimd : struct, IPairSimd<TVector>
        where TVector : unmanaged
    {
        // In the first lane of a pair the neighbor is the later number.
        var isBeaten = Beats<TSimd, TVector>(neighbors, row);
        return TSimd.Blend(VectorChoices.Not<TSimd, TVector>(isBeaten), TSimd.SwapPairs(isBeaten));
    }
}
