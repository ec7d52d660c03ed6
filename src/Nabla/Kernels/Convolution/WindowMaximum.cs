using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;
using Nabla.Vectors;

namespace Nabla.Kernels;

/// <summary>Max pooling over planes: the first largest element of each window, where NaN is the largest. Windows are clipped at the edges.</summary>
internal readonly unsafe struct WindowMaximum<T> : IPieces
    where T : unmanaged, INumber<T>
{
    // The number of elements that make a piece worth handing to a thread.
    private const int PieceNumbers = 1 << 12;

    private readonly WindowAxis rows;
    private readonly WindowAxis columns;
    private readonly int planes;
    private readonly int planesOfPiece;
    private readonly T* x;
    private readonly T* given;
    private readonly T* result;
    private readonly bool isSpread;
    private readonly bool isValue;
    private readonly int width;
    private readonly int outputRows;
    private readonly int outputColumns;
    private readonly int pitch;

    /// <summary>
    /// Creates a pooling job that either gathers from <paramref name="given"/>, of the shape of x, at each window's maximum, or scatters one value
    /// per window there.
    /// </summary>
    public WindowMaximum(WindowAxis rows, WindowAxis columns, int planes, T* x, T* given, T* result, bool isSpread)
    {
        (this.rows, this.columns, this.planes, this.isSpread) = (rows, columns, planes, isSpread);
        this.x = x;
        this.given = given;
        this.result = result;
        // Max pooling of x itself needs no indices.
        isValue = !isSpread && given == x;
        width = VectorWidth.Current;
        (outputRows, outputColumns, pitch) = (rows.Output, columns.Output, columns.Input + 2 * columns.Padding);
        planesOfPiece = Math.Max(1, PieceNumbers / Math.Max(1, rows.Input * columns.Input));
    }

    public int Count => (planes + planesOfPiece - 1) / planesOfPiece;

    public double Work(int piece) => Math.Min(planes - piece * planesOfPiece, planesOfPiece);

    public void Run(int piece)
    {
        if (typeof(T) == typeof(float))
        {
            if (width == 512) Run<Single512, Vector512<float>>(piece);
            else if (width == 256) Run<Single256, Vector256<float>>(piece);
            else if (width == 128 && PackedSimd.IsSupported) Run<PackedSingle, Vector128<float>>(piece);
            else if (width == 128) Run<Single128, Vector128<float>>(piece);
            else Run<SingleScalar, float>(piece);
        }
        else
        {
            if (width == 512) Run<Double512, Vector512<double>>(piece);
            else if (width == 256) Run<Double256, Vector256<double>>(piece);
            else if (width == 128 && PackedSimd.IsSupported) Run<PackedDouble, Vector128<double>>(piece);
            else if (width == 128) Run<Double128, Vector128<double>>(piece);
            else Run<DoubleScalar, double>(piece);
        }
    }

    /// <summary>
    /// Takes the maximum along columns at every position, then along rows. So rows take precedence over columns among equals, and all steps are
    /// vectorized; only the results at window starts are used. Each step covers all planes of the piece before the next one: loads that span recent
    /// stores would stall.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<TSimd, TVector>(int piece)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var first = piece * planesOfPiece;
        var count = Math.Min(planes - first, planesOfPiece);
        // Whole vectors are read and written past the end of a line.
        var slack = columns.Size + sizeof(TVector) / sizeof(T);
        var (size, lines) = (count * rows.Input * pitch + slack, count * outputRows * pitch + slack);
        var window = rows.Size * columns.Size;
        var padded = (T*)PackingBuffer.Rent(checked((3 * size + 2 * lines) * sizeof(T) + window * sizeof(int)));
        T* best = padded + size, places = best + size, lineBest = places + size, linePlaces = lineBest + lines;
        var source = Padded(first, count, padded, size);
        if (isValue) Largest<TSimd, TVector>(source, 1, columns.Size, size - slack, best);
        else Largest<TSimd, TVector>(source, null, 1, columns.Size, 1, size - slack, best, places);
        for (var line = 0; line < count * outputRows; line++)
        {
            var (from, height) = Rows(line);
            if (isValue) Largest<TSimd, TVector>(best + from * pitch, pitch, height, pitch, lineBest + line * pitch);
            else
                Largest<TSimd, TVector>(
                    best + from * pitch,
                    places + from * pitch,
                    pitch,
                    height,
                    columns.Size,
                    pitch,
                    lineBest + line * pitch,
                    linePlaces + line * pitch);
        }
        var offsets = (int*)(linePlaces + lines);
        for (var place = 0; place < window; place++) offsets[place] = place / columns.Size * columns.Input + place % columns.Size;
        var (inputs, outputs) = ((nint)first * rows.Input * columns.Input, (nint)first * outputRows * outputColumns);
        if (isSpread) new Span<T>(result + inputs, count * rows.Input * columns.Input).Clear();
        for (var line = 0; line < count * outputRows; line++)
        {
            if (isValue) Values(lineBest + line * pitch, result + outputs + (nint)line * outputColumns, outputColumns, columns.Stride);
            else if (isSpread) Places(linePlaces + line * pitch, offsets, Rows(line).First, given + outputs + (nint)line * outputColumns, result + inputs);
            else Places(linePlaces + line * pitch, offsets, Rows(line).First, result + outputs + (nint)line * outputColumns, given + inputs);
        }
    }

    /// <summary>The first row of a line's windows, counted over all planes, and the number of rows.</summary>
    private (int First, int Count) Rows(int line)
    {
        var (plane, row) = Math.DivRem(line, outputRows);
        var start = row * rows.Stride - rows.Padding;
        var first = Math.Max(0, start);
        return (plane * rows.Input + first, Math.Min(rows.Input, start + rows.Size) - first);
    }

    /// <summary>The planes in place, or a copy padded with −∞. The last planes are always copied, because reads past their end are not allowed.</summary>
    private T* Padded(int first, int count, T* padded, int size)
    {
        var source = x + (nint)first * rows.Input * columns.Input;
        if (columns.Padding == 0
            && first + count < planes
            && (planes - first - count) * rows.Input * columns.Input >= columns.Size + Strip<T>.Lanes(512)) return source;
        new Span<T>(padded, size).Fill(T.CreateTruncating(double.NegativeInfinity));
        for (var row = 0; row < count * rows.Input; row++)
            new Span<T>(source + row * columns.Input, columns.Input).CopyTo(new Span<T>(padded + row * pitch + columns.Padding, columns.Input));
        return padded;
    }

    /// <summary>At every position, the maximum of the next <paramref name="count"/> elements at distance <paramref name="apart"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Largest<TSimd, TVector>(T* numbers, int apart, int count, int length, T* best)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        for (var end = numbers + length; numbers < end; numbers += sizeof(TVector) / sizeof(T), best += sizeof(TVector) / sizeof(T))
        {
            var largest = TSimd.Load(numbers);
            for (var i = 1; i < count; i++) largest = TSimd.Maximum(largest, TSimd.Load(numbers + i * apart));
            TSimd.Store(largest, best);
        }
    }

    /// <summary>
    /// The maxima and their indices: those of the input, or 0 if none are given, plus a step per preceding element. The first of equals wins.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Largest<TSimd, TVector>(T* numbers, T* places, int apart, int count, int step, int length, T* best, T* bestPlaces)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var lanes = sizeof(TVector) / sizeof(T);
        for (var at = 0; at < length; at += lanes)
        {
            var largest = TSimd.Load(numbers + at);
            var place = places == null ? TSimd.Number(0) : TSimd.Load(places + at);
            for (var i = 1; i < count; i++)
            {
                var next = TSimd.Load(numbers + at + i * apart);
                var nextPlace = TSimd.Number(i * step);
                if (places != null) nextPlace = TSimd.Add(nextPlace, TSimd.Load(places + at + i * apart));
                // Larger, or the first NaN.
                var keeps = TSimd.LessOrEqual(next, largest);
                var takes = TSimd.And(VectorChoices.Not<TSimd, TVector>(keeps), TSimd.Equal(largest, largest));
                largest = TSimd.Select(takes, next, largest);
                place = TSimd.Select(takes, nextPlace, place);
            }
            TSimd.Store(largest, best + at);
            TSimd.Store(place, bestPlaces + at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Values(T* lineBest, T* target, int count, int stride)
    {
        for (var column = 0; column < count; column++, lineBest += stride) target[column] = *lineBest;
    }

    /// <summary>Moves values between windows and the positions of their maxima in a plane, adding to the plane or reading from it.</summary>
    /// <remarks>Branch-free in the positions, which are unpredictable.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Places(T* linePlaces, int* offsets, int firstRow, T* ofWindows, T* planes)
    {
        var (stride, start, isSpread) = (columns.Stride, -columns.Padding, this.isSpread);
        for (var column = 0; column < outputColumns; column++, start += stride, linePlaces += stride)
        {
            var place = typeof(T) == typeof(float) ? (int)*(float*)linePlaces : (int)*(double*)linePlaces;
            var offset = start + offsets[place];
            // Only where all elements are −∞ can a position in the padding win.
            if ((start < 0 || start + columns.Size > columns.Input)
                && (uint)(start + place % columns.Size) >= (uint)columns.Input) offset = Math.Max(0, start);
            var at = planes + (nint)firstRow * columns.Input + offset;
            if (isSpread) *at += ofWindows[column];
            else ofWindows[column] = *at;
        }
    }
}
