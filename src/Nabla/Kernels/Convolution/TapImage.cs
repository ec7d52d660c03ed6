using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>
/// The matrix of a convolution without the matrix: row k is a channel and a tap, column q a place of the target. What is kept is one example with zeros
/// around it, parted into phases so that neighbors of the target are neighbors there; blocks of the matrix are copied out of it when they are needed.
/// </summary>
internal readonly unsafe struct TapImage<T>(int channels, AxisTaps rows, AxisTaps columns)
    where T : unmanaged
{
    /// <summary>Copies go on to the end of a vector: so much room is needed behind an image.</summary>
    public const int SlackBytes = 64;

    private readonly int pitch = columns.PhaseLength;
    private readonly int plane = rows.PhaseLength * columns.PhaseLength;
    private readonly int channelSize = checked(rows.Slots * columns.Slots * rows.PhaseLength * columns.PhaseLength);

    /// <summary>How many rows the matrix has.</summary>
    public int Depth => channels * rows.Count * columns.Count;

    /// <summary>How many columns.</summary>
    public int Places => rows.Target * columns.Target;

    /// <summary>What an image takes, slack included.</summary>
    public nint Bytes => checked(channels * channelSize * sizeof(T) + SlackBytes);

    /// <summary>Puts an example there: channels of planes, which follow each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(T* source, T* image)
    {
        var isPadded = rows.IsPadded || columns.IsPadded;
        for (var channel = 0; channel < channels; channel++, source += (nint)rows.Source * columns.Source, image += channelSize)
        {
            if (isPadded) new Span<T>(image, channelSize).Clear();
            for (var down = 0; down < rows.Count; down++)
            {
                if (!rows.IsFirstOfPhase(down)) continue;
                for (var across = 0; across < columns.Count; across++)
                {
                    if (columns.IsFirstOfPhase(across))
                        FillPhase(source, image + (rows.Of(down).Slot * columns.Slots + columns.Of(across).Slot) * plane, rows.Phase(down), columns.Phase(across));
                }
            }
        }
    }

    /// <summary>Where in the image each row of the matrix begins, in bytes.</summary>
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

    /// <summary>Copies some rows and columns of the matrix, each row behind the other by the given distance.</summary>
    /// <param name="image">The image.</param>
    /// <param name="offsets">The offset of the first row.</param>
    /// <param name="rowCount">How many rows.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="columnCount">How many columns; up to the end of a vector more are written.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="distance">From one row there to the next.</param>
    /// <param name="width">The bits of a vector.</param>
    public void Copy(T* image, int* offsets, int rowCount, int firstColumn, int columnCount, T* target, nint distance, int width) =>
        TapCopy.Run(image, offsets, rowCount, pitch, columns.Target, firstColumn, columnCount, target, distance, width);

    private void FillPhase(T* source, T* phase, int down, int across)
    {
        var ((startRow, endRow), (startColumn, endColumn)) = (rows.Filled(down), columns.Filled(across));
        var count = endColumn - startColumn;
        source += startColumn * columns.Step + across - columns.Before;
        for (var i = startRow; i < endRow; i++)
        {
            var from = source + (nint)(i * rows.Step + down - rows.Before) * columns.Source;
            var to = phase + i * pitch + startColumn;
            if (columns.Step == 1) new Span<T>(from, count).CopyTo(new Span<T>(to, count));
            else
                for (var j = 0; j < count; j++) to[j] = from[j * columns.Step];
        }
    }
}
