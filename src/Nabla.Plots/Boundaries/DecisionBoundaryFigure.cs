using Nabla.Learning;

namespace Nabla.Plots;

/// <summary>How the boundary between classes of two-dimensional data moves while a network learns: as frames side by side, or as an animation.</summary>
public static class DecisionBoundaryFigure
{
    private const int SmallestWidth = 300;
    private const int SmallestHeight = 200;
    private const string Name = "boundary figure";

    /// <summary>Draws all frames into a file, or leaves what was there untouched.</summary>
    /// <param name="path">The picture; its ending, <c>.png</c> or <c>.svg</c>, says which kind.</param>
    /// <param name="data">What to draw.</param>
    /// <param name="width">Pixels, 300 to 16000. Text grows with the picture.</param>
    /// <param name="height">Pixels, 200 to 16000.</param>
    /// <exception cref="ArgumentException">
    /// The ending is another; there is no frame; a grid does not have rows times columns values, or one is not a probability; the extent is empty or
    /// not finite; a point is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The size, the number of frames in a row, or a class is outside its limits.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    /// <exception cref="IOException">The file cannot be written; one line that names it.</exception>
    public static void Draw(string path, DecisionBoundaryFigureData data, int width = 1200, int height = 900)
    {
        ThrowIfCannotDraw(path);
        ThrowIfInvalid(data, width, height);
        var figure = new BoundaryFigureLayout(data);
        FigureFile.Draw(Name, path, width, height, canvas => figure.Draw(canvas, width, height));
    }

    /// <summary>
    /// Draws the frames into one SVG file, in which a browser shows them one after the other, again and again. Where nothing can move, the last
    /// frame is seen.
    /// </summary>
    /// <param name="path">The picture; it must end in <c>.svg</c>.</param>
    /// <param name="data">What to draw.</param>
    /// <param name="width">Pixels, 300 to 16000. Text grows with the picture.</param>
    /// <param name="height">Pixels, 200 to 16000.</param>
    /// <param name="secondsPerFrame">How long each frame is seen, up to an hour.</param>
    /// <param name="secondsAtEnd">How long the last frame is seen before the first comes again, up to an hour.</param>
    /// <exception cref="ArgumentException">As for <see cref="Draw"/>, or the ending is not <c>.svg</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Draw"/>, or a time is not positive or longer than an hour.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    /// <exception cref="IOException">The file cannot be written; one line that names it.</exception>
    public static void DrawAnimation(
        string path, DecisionBoundaryFigureData data, int width = 900, int height = 720, double secondsPerFrame = 0.7, double secondsAtEnd = 3)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!FigureFile.IsVector(path)) throw new ArgumentException($"{Name}: '{path}' must end in .svg, the kind of picture that can move.", nameof(path));
        ThrowIfCannotDraw(path);
        ThrowIfInvalid(data, width, height);
        ThrowIfNoTime(secondsPerFrame, nameof(secondsPerFrame));
        ThrowIfNoTime(secondsAtEnd, nameof(secondsAtEnd));
        AtomicFile.Write(path, BoundaryAnimation.Draw(data, width, height, secondsPerFrame, secondsAtEnd));
    }

    /// <summary>Throws what <see cref="Draw"/> would throw for the file's ending or the machine: to be called before a long training.</summary>
    /// <param name="path">The picture to be drawn later.</param>
    /// <exception cref="ArgumentException">The ending is neither <c>.png</c> nor <c>.svg</c>.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    public static void ThrowIfCannotDraw(string path) => FigureFile.ThrowIfCannotDraw(Name, path);

    private static void ThrowIfNoTime(double seconds, string name)
    {
        const double longest = 3600;
        if (!(seconds is > 0 and <= longest))
            throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{Name}: {name} must be more than 0 and at most {longest} seconds, not {seconds}."));
    }

    private static void ThrowIfInvalid(DecisionBoundaryFigureData data, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(data);
        FigureFile.ThrowIfOutside(Name, width, SmallestWidth, nameof(width));
        FigureFile.ThrowIfOutside(Name, height, SmallestHeight, nameof(height));
        if (data.Frames.Count == 0) throw Invalid("there is no frame to draw.");
        if (data.Rows < 2 || data.Columns < 2) throw Invalid($"a grid of {data.Rows} rows and {data.Columns} columns is too small; give at least 2 and 2.");
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
            if (!Series.IsFinite(limit)) throw Invalid($"the extent must be finite, but one end is {Text(limit)}.");
        }

        if (extent.Left >= extent.Right) throw Invalid($"the extent's Left, {Text(extent.Left)}, must be less than its Right, {Text(extent.Right)}.");
        if (extent.Bottom >= extent.Top) throw Invalid($"the extent's Bottom, {Text(extent.Bottom)}, must be less than its Top, {Text(extent.Top)}.");
    }

    private static void ThrowIfInvalid(BoundaryFrame frame, DecisionBoundaryFigureData data, string place)
    {
        var count = (long)data.Rows * data.Columns;
        if (frame.Probabilities.Count != count)
            throw Invalid($"{place} has {frame.Probabilities.Count} probabilities, but the grid has {data.Rows} x {data.Columns} places.");
        if (frame.Classes is not null && frame.Classes.Count != count)
            throw Invalid($"{place} has {frame.Classes.Count} classes, but the grid has {data.Rows} x {data.Columns} places.");
        for (var index = 0; index < frame.Probabilities.Count; index++)
        {
            // Sums of rounded numbers may be a little above 1.
            const float slack = 1e-4f;
            if (frame.Probabilities[index] is < -slack or > 1 + slack)
                throw Invalid($"{place} has the probability {Text(frame.Probabilities[index])}; give values from 0 to 1.");
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
