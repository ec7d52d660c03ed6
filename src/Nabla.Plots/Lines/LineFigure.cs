namespace Nabla.Plots;

/// <summary>Draws panels of curves, such as functions with their derivatives, losses, or costs against depth.</summary>
public static class LineFigure
{
    private const int SmallestWidth = 300;
    private const int SmallestHeight = 200;
    private const string Name = "line figure";

    /// <summary>Draws the figure to a file. On failure, an existing file is left untouched.</summary>
    /// <param name="path">The output file; its extension, <c>.png</c> or <c>.svg</c>, selects the format.</param>
    /// <param name="data">The data to draw.</param>
    /// <param name="width">The width in pixels, 300 to 16000. Text scales with the image.</param>
    /// <param name="height">The height in pixels, 200 to 16000.</param>
    /// <exception cref="ArgumentException">
    /// The extension is not supported; there are no panels, curves or points; the X and Y counts of a curve differ; an X is not finite, or a value on
    /// a logarithmic axis is not positive; the ends of an axis or region are in the wrong order.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The size or the number of columns is out of range.</exception>
    /// <exception cref="InvalidOperationException">No font is installed on this machine.</exception>
    /// <exception cref="IOException">The file cannot be written; the one-line message names it.</exception>
    public static void Draw(string path, LineFigureData data, int width = 1200, int height = 900)
    {
        ThrowIfCannotDraw(path);
        ArgumentNullException.ThrowIfNull(data);
        FigureFile.ThrowIfOutside(Name, width, SmallestWidth, nameof(width));
        FigureFile.ThrowIfOutside(Name, height, SmallestHeight, nameof(height));
        ThrowIfInvalid(data);

        var figure = new LineFigureLayout(data);
        FigureFile.Draw(Name, path, width, height, canvas => figure.Draw(canvas, width, height));
    }

    /// <summary>
    /// Throws if <see cref="Draw"/> would fail because of the file extension or a missing font. Call it before a long computation.
    /// </summary>
    /// <param name="path">The file to be drawn later.</param>
    /// <exception cref="ArgumentException">The extension is neither <c>.png</c> nor <c>.svg</c>.</exception>
    /// <exception cref="InvalidOperationException">No font is installed on this machine.</exception>
    public static void ThrowIfCannotDraw(string path) => FigureFile.ThrowIfCannotDraw(Name, path);

    private static void ThrowIfInvalid(LineFigureData data)
    {
        if (data.Panels.Count == 0) throw Invalid("there is no panel to draw.");
        if (data.Columns is { } columns && (columns < 1 || columns > data.Panels.Count))
            throw new ArgumentOutOfRangeException(nameof(data), columns, $"{Name}: Columns must be 1 to the number of panels, {data.Panels.Count}.");
        for (var index = 0; index < data.Panels.Count; index++)
        {
            var panel = data.Panels[index];
            var place = panel.Heading.Length == 0 ? $"panel {index + 1}" : $"panel '{panel.Heading}'";
            if (panel.Curves.Count == 0) throw Invalid($"{place} has no curve to draw.");
            ThrowIfLimitsInvalid(panel, place);
            ThrowIfCategoriesInvalid(panel, place);
            foreach (var curve in panel.Curves) ThrowIfInvalid(curve, panel, $"curve '{curve.Name}' of {place}");
            foreach (var band in panel.Bands) ThrowIfInvalid(band, panel, $"band '{band.Name}' of {place}");
            foreach (var mark in panel.Marks) ThrowIfInvalid(mark, panel, $"mark '{mark.Text}' of {place}");
        }
    }

    private static void ThrowIfLimitsInvalid(LinePanel panel, string place)
    {
        foreach (var limit in new[] { panel.YLow, panel.YHigh })
        {
            if (limit is null) continue;
            if (!FigureValue.IsFinite(limit.Value)) throw Invalid($"YLow and YHigh of {place} must be finite, but one is {Text(limit.Value)}.");
            if (panel.YLogarithmic && limit <= 0) throw Invalid($"YLow and YHigh of {place} must be positive because its axis is logarithmic.");
        }

        if (panel.YLow >= panel.YHigh) throw Invalid($"YLow of {place}, {Text(panel.YLow.Value)}, must be less than YHigh, {Text(panel.YHigh.Value)}.");
    }

    private static void ThrowIfCategoriesInvalid(LinePanel panel, string place)
    {
        if (panel.XCategories is not { Count: > 0 and var count }) return;
        if (panel.XLogarithmic) throw Invalid($"{place} has categories, which a logarithmic axis cannot show.");
        foreach (var x in panel.Curves.SelectMany(curve => curve.X))
        {
            if (!(x >= 0 && x < count && x == Math.Floor(x)))
                throw Invalid($"{place} has {count} categories, so X must be whole numbers from 0 to {count - 1}, but one is {Text(x)}.");
        }
    }

    private static void ThrowIfInvalid(LineCurve curve, LinePanel panel, string place)
    {
        if (curve.X.Count != curve.Y.Count) throw Invalid($"{place} has {curve.X.Count} X but {curve.Y.Count} Y; every X needs one Y.");
        if (curve.X.Count == 0) throw Invalid($"{place} has no point to draw.");
        if (curve.Color < 0 || curve.Color >= FigurePalette.Count)
            throw new ArgumentOutOfRangeException(nameof(curve), curve.Color, $"{Name}: the Color of {place} must be 0 to {FigurePalette.Count - 1}.");
        for (var index = 0; index < curve.X.Count; index++)
        {
            var (x, y) = (curve.X[index], curve.Y[index]);
            if (!FigureValue.IsFinite(x)) throw Invalid($"{place} has X[{index}] = {Text(x)}; X must be finite.");
            if (panel.XLogarithmic && x <= 0) throw Invalid($"{place} has X[{index}] = {Text(x)}, which a logarithmic axis cannot show.");
            if (panel.YLogarithmic && y <= 0 && FigureValue.IsFinite(y))
                throw Invalid($"{place} has Y[{index}] = {Text(y)}, which a logarithmic axis cannot show; use NaN for a gap.");
        }
    }

    private static void ThrowIfInvalid(LineBand band, LinePanel panel, string place)
    {
        if (band.X.Count == 0) throw Invalid($"{place} has no X.");
        if (band.X.Count != band.Low.Count || band.X.Count != band.High.Count)
            throw Invalid($"{place} has {band.X.Count} X but {band.Low.Count} Low and {band.High.Count} High; every X needs one of each.");
        if (band.Color < 0 || band.Color >= FigurePalette.Count)
            throw new ArgumentOutOfRangeException(nameof(band), band.Color, $"{Name}: the Color of {place} must be 0 to {FigurePalette.Count - 1}.");
        for (var index = 0; index < band.X.Count; index++)
        {
            var (x, low, high) = (band.X[index], band.Low[index], band.High[index]);
            if (!FigureValue.IsFinite(x) || !FigureValue.IsFinite(low) || !FigureValue.IsFinite(high))
                throw Invalid($"{place} is not finite at index {index}: {Text(x)}, {Text(low)}, {Text(high)}.");
            if (low > high) throw Invalid($"{place} has Low[{index}] = {Text(low)} above High[{index}] = {Text(high)}.");
            if ((panel.XLogarithmic && x <= 0) || (panel.YLogarithmic && low <= 0))
                throw Invalid($"{place} has a value at index {index} that a logarithmic axis cannot show.");
        }
    }

    private static void ThrowIfInvalid(LineMark mark, LinePanel panel, string place)
    {
        if (!FigureValue.IsFinite(mark.X) || !FigureValue.IsFinite(mark.End ?? mark.X)) throw Invalid($"{place} must be at a finite X.");
        if (panel.XLogarithmic && mark.X <= 0) throw Invalid($"{place} must be at a positive X because the axis is logarithmic.");
        if (mark.End <= mark.X) throw Invalid($"{place} must end to the right of its start.");
    }

    private static string Text(double value) => NumberText.Value(value, percent: false);

    private static ArgumentException Invalid(string what) => new($"{Name}: {what}", "data");
}
