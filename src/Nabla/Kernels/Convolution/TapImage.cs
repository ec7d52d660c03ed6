using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>
/// The implicit im2col matrix of a convolution: row k is a channel and a tap, column q a position of the target. Stores one zero-padded example,
/// split into phases so that neighbors in the target are neighbors in memory; blocks of the matrix are copied out on demand.
/// </summary>
internal readonly unsafe struct TapImage<T>(int channels, AxisTaps rows, AxisTaps columns)
    where T : unmanaged
{
    /// <summary>Slack after an image, because copies run to the end of a vector.</summary>
    public const int SlackBytes = 64;

    private readonly int pitch = columns.PhaseLength;
    private readonly int plane = rows.PhaseLength * columns.PhaseLength;
    private readonly int channelSize = checked(rows.Slots * columns.Slots * rows.PhaseLength * columns.PhaseLength);

    /// <summary>The number of rows of the matrix.</summary>
    public int Depth => channels * rows.Count * columns.Count;

    /// <summary>The number of columns of the matrix.</summary>
    public int Places => rows.Target * columns.Target;

    /// <summary>The number of columns of the matrix that lie on one line of the target.</summary>
    public int LineLength => columns.Target;

    /// <summary>The distance between lines of the image, in elements.</summary>
    public int Pitch => pitch;

    /// <summary>The distance between channels of the image, in elements.</summary>
    public int ChannelSize => channelSize;

    /// <summary>True if the image has the layout of the source: no padding, and one phase.</summary>
    public bool IsSource => rows.Step == 1 && columns.Step == 1 && !rows.IsPadded && !columns.IsPadded && channelSize == rows.Source * columns.Source;

    /// <summary>The size of an image in bytes, including the slack.</summary>
    public nint Bytes => checked(channels * channelSize * sizeof(T) + SlackBytes);

    /// <summary>Stores an example: contiguous channel planes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(T* source, T* image)
    {
        var isPadded = rows.IsPadded || columns.IsPadded;
        for (var channel = 0; channel < channels; channel++, source += (nint)rows.Source * columns.Source, image += channelSize)
        {
            if (isPadded) new Span<T>(image, channelSize).Clear();
            MovePhases(source, image, isFill: true);
        }
    }

    /// <summary>Reads an example back: what lies in the padding is dropped, and what no tap reads is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Drain(T* image, T* target)
    {
        var isComplete = rows.IsComplete && columns.IsComplete;
        var size = rows.Source * columns.Source;
        for (var channel = 0; channel < channels; channel++, target += size, image += channelSize)
        {
            if (!isComplete) new Span<T>(target, size).Clear();
            MovePhases(target, image, isFill: false);
        }
    }

    private void MovePhases(T* plane, T* image, bool isFill)
    {
        for (var down = 0; down < rows.Count; down++)
        {
            if (!rows.IsFirstOfPhase(down)) continue;
            for (var across = 0; across < columns.Count; across++)
            {
                if (!columns.IsFirstOfPhase(across)) continue;
                var phase = image + (rows.Of(down).Slot * columns.Slots + columns.Of(across).Slot) * this.plane;
                MovePhase(plane, phase, rows.Phase(down), columns.Phase(across), isFill);
            }
        }
    }

    /// <summary>Writes the byte offset in the image at which each row of the matrix starts.</summary>
    public void Offsets(int* offsets)
    {
        var (slots, taps) = (columns.Slots, rows.Count * columns.Count);
        for (var tap = 0; tap < taps; tap++)
        {
            var ((downSlot, downIndex), (acrossSlot, acrossIndex)) = (rows.Of(tap / columns.Count), columns.Of(tap % columns.Count));
            offsets[tap] = ((downSlot * slots + acrossSlot) * plane + downIndex * pitch + acrossIndex) * sizeof(T);
        }
        for (var k = taps; k < channels * taps; k++) offsets[k] = offsets[k - taps] + channelSize * sizeof(T);
    }

    /// <summary>Copies a block of rows and columns of the matrix, with the given distance between rows of the target.</summary>
    /// <param name="image">The image.</param>
    /// <param name="offsets">The offset of the first row.</param>
    /// <param name="rowCount">The number of rows.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="columnCount">The number of columns. Writes may go on to the end of the last vector.</param>
    /// <param name="target">The destination.</param>
    /// <param name="distance">The distance between rows of the target.</param>
    /// <param name="width">The vector width in bits.</param>
    public void Copy(T* image, int* offsets, int rowCount, int firstColumn, int columnCount, T* target, nint distance, int width) =>
        TapCopy.Run(image, offsets, rowCount, pitch, columns.Target, firstColumn, columnCount, target, distance, width);

    private void MovePhase(T* source, T* phase, int down, int across, bool isFill)
    {
        var ((startRow, endRow), (startColumn, endColumn)) = (rows.Filled(down), columns.Filled(across));
        var count = endColumn - startColumn;
        source += startColumn * columns.Step + across - columns.Before;
        for (var i = startRow; i < endRow; i++)
        {
            var outside = source + (nint)(i * rows.Step + down - rows.Before) * columns.Source;
            var inside = phase + i * pitch + startColumn;
            if (columns.Step == 1) new Span<T>(isFill ? outside : inside, count).CopyTo(new Span<T>(isFill ? inside : outside, count));
            else if (isFill) for (var j = 0; j < count; j++) inside[j] = outside[j * columns.Step];
            else for (var j = 0; j < count; j++) outside[j * columns.Step] = inside[j];
        }
    }
}
