using Nabla.Learning;

namespace Nabla.Plots;

/// <summary>Draws how the decision boundary of a network moves during training on two-dimensional data: frames side by side, or an animation.</summary>
public static class DecisionBoundaryFigure
{
    private const int SmallestWidth = 300;
    private const int SmallestHeight = 200;
    private const string Name = "boundary figure";

    /// <summary>Draws all frames to a file. If drawing fails, an existing file is left untouched.</summary>
    /// <param name="path">The output file; its extension, <c>.png</c> or <c>.svg</c>, selects the format.</param>
    /// <param name="data">The data to draw.</param>
    /// <param name="width">The width in pixels, 300 to 16000. Text scales with the image.</param>
    /// <param name="height">The height in pixels, 200 to 16000.</param>
    /// <exception cref="ArgumentException">
    /// The extension is not supported; there are no frames; a grid does not have rows × columns values, or a value is not a probability; the extent is
    /// empty or not finite; a point is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The size, the number of frames per row, or a class is out of range.</exception>
    /// <exception cref="InvalidOperationException">No font is installed on this machine.</exception>
    /// <exception cref="IOException">The file cannot be written; the one-line message names it.</exception>
    public static void Draw(string path, DecisionBoundaryFigureData data, int width = 1200, int height = 900)
    {
        ThrowIfCannotDraw(path);
        ThrowIfInvalid(data, width, height);
        var figure = new BoundaryFigureLayout(data);
        FigureFile.Draw(Name, path, width, height, canvas => figure.Draw(canvas, width, height));
    }

    /// <summary>
    /// Draws the frames to one SVG file that loops through them in a browser. Viewers without animation show the last frame.
    /// </summary>
    /// <param name="path">The output file; it must end in <c>.svg</c>.</param>
    /// <param name="data">The data to draw.</param>
    /// <param name="width">The width in pixels, 300 to 16000. Text scales with the image.</param>
    /// <param name="height">The height in pixels, 200 to 16000.</param>
    /// <param name="secondsPerFrame">The duration of each frame in seconds, at most one hour.</param>
    /// <param name="secondsAtEnd">The duration of the last frame in seconds before the loop restarts, at most one hour.</param>
    /// <exception cref="ArgumentException">As for <see cref="Draw"/>, or the extension is not <c>.svg</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Draw"/>, or a duration is not positive or longer than an hour.</exception>
    /// <exception cref="InvalidOperationException">No font is installed on this machine.</exception>
    /// <exception cref="IOException">The file cannot be written; the one-line message names it.</exception>
    public static void DrawAnimation(
        string path, DecisionBoundaryFigureData data, int width = 900, int height = 720, double secondsPerFrame = 0.7, double secondsAtEnd = 3)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!FigureFile.IsVector(path)) throw new ArgumentException($"{Name}: '{path}' must end in .svg, the only format that can be animated.", nameof(path));
        ThrowIfCannotDraw(path);
        ThrowIfInvalid(data, width, height);
        ThrowIfNoTime(secondsPerFrame, nameof(secondsPerFrame));
        ThrowIfNoTime(secondsAtEnd, nameof(secondsAtEnd));
        AtomicFile.Write(path, BoundaryAnimation.Draw(data, width, height, secondsPerFrame, secondsAtEnd));
    }

    /// <summary>
    /// Throws if <see cref="Draw"/> would fail because of the file extension or a missing font. Call it before a long training run.
    /// </summary>
    /// <param name="path">The file to be drawn later.</param>
    /// <exception cref="ArgumentException">The extension is neither <c>.png</c> nor <c>.svg</c>.</exception>
    /// <exception cref="InvalidOperationException">No font is installed on this machine.</exception>
    public static void ThrowIfCannotDraw(string path) => FigureFile.ThrowIfCannotDraw(Name, path);

    private static void ThrowIfNoTime(double seconds, string name)
    {
        const double longest = 3600;
        if (!(seconds is > 0 and <= longest))
        {
            throw new ArgumentOutOfRangeException(
                name, FormattableString.Invariant($"{Name}: {name} must be more than 0 and at most {longest} seconds, not {seconds}."));
        }
    }

    private static void ThrowIfInvalid(DecisionBoundaryFigureData data, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(data);
        FigureFile.ThrowIfOutside(Name, width, SmallestWidth, nameof(width));
        FigureFile.ThrowIfOutside(Name, height, SmallestHeight, nameof(height));
        if (data.Frames.Count == 0) throw Invalid("there is no frame to draw.");
        if (data.Rows < 2 || data.Columns < 2)
            throw Invalid($"a grid of {data.Rows} rows and {data.Columns} columns is too small; at least 2 of each are needed.");
        if (data.FramesInRow is { } inRow && (inRow < 1 || inRow > data.Frames.Count))
            throw new ArgumentOutOfRangeException(nameof(data), inRow, $"{Name}: FramesInRow must be 1 to the number of frames, {data.Frames.Count}.");
        ThrowIfInvalid(data.Extent);
        for (var index = 0; index < data.Frames.Count; index++) ThrowIfInvalid(data.Frames[index], data, $"frame {index + 1} ('{data.Frames[index].Caption}')");
        for (var index = 0; index < data.Points.Count; index++)
        {
            var point = data.Points[index];
            if (!double.IsFinite(point.X) || !double.IsFinite(point.Y)) throw Invalid($"point {index} is not finite; leave it out.");
            ThrowIfNoClass(point.Class, $"point {index}");
        }
    }

    private static void ThrowIfInvalid(BoundaryExtent extent)
    {
        foreach (var limit in new[] { extent.Left, extent.Right, extent.Bottom, extent.Top })
        {
            if (!FigureValue.IsFinite(limit)) throw Invalid($"the extent must be finite, but one end is {Text(limit)}.");
        }

        if (extent.Left >= extent.Right) throw Invalid($"the extent's Left, {Text(extent.Left)}, must be less than its Right, {Text(extent.Right)}.");
        if (extent.Bottom >= extent.Top) throw Invalid($"the extent's Bottom, {Text(extent.Bottom)}, must be less than its Top, {Text(extent.Top)}.");
    }

    private static void ThrowIfInvalid(BoundaryFrame frame, DecisionBoundaryFigureData data, string place)
    {
        var count = (long)data.Rows * data.Columns;
        if (frame.Probabilities.Count != count)
            throw Invalid($"{place} has {frame.Probabilities.Count} probabilities, but the grid has {data.Rows} x {data.Columns} points.");
        if (frame.Classes is not null && frame.Classes.Count != count)
            throw Invalid($"{place} has {frame.Classes.Count} classes, but the grid has {data.Rows} x {data.Columns} points.");
        for (var index = 0; index < frame.Probabilities.Count; index++)
        {
            // Sums of rounded values may be slightly above 1.
            const float slack = 1e-4f;
            if (frame.Probabilities[index] is < -slack or > 1 + slack)
                throw Invalid($"{place} has the probability {Text(frame.Probabilities[index])}; probabilities must be from 0 to 1.");
            if (frame.Classes is not null) ThrowIfNoClass(frame.Classes[index], place);
        }
    }

    private static void ThrowIfNoClass(int one, string place)
    {
        if (one < 0 || one >= FigurePalette.Count)
            throw new ArgumentOutOfRangeException("data", one, $"{Name}: the class of {place} is {one}; classes are 0 to {FigurePalette.Count - 1}.");
    }

    private static string Text(double value) => NumberText.Value(value, percent: false);

    private static ArgumentException Invalid(string what) => new($"{Name}: {what}", "data");
}
