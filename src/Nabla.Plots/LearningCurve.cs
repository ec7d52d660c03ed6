using System.Security;
using System.Text;
using Nabla.Learning;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>
/// The figure of a training run: the loss over the epochs and, if it was measured, the accuracy or error below; final values, best epoch and values
/// that were not finite are marked.
/// </summary>
public static class LearningCurve
{
    private const int SmallestWidth = 600;
    private const int SmallestHeight = 400;
    private const int Largest = 16_000;

    /// <summary>Draws the figure into a file, or leaves what was there untouched.</summary>
    /// <param name="path">The picture; its ending, <c>.png</c> or <c>.svg</c>, says which kind.</param>
    /// <param name="data">What to draw.</param>
    /// <param name="width">Pixels, 600 to 16000. Text grows with the picture.</param>
    /// <param name="height">Pixels, 400 to 16000.</param>
    /// <exception cref="ArgumentException">The ending is another, there is no value to draw, or the epochs do not ascend.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    /// <exception cref="IOException">The file cannot be written; one line that names it.</exception>
    public static void Draw(string path, LearningCurveData data, int width = 1200, int height = 900)
    {
        ThrowIfCannotDraw(path);
        ArgumentNullException.ThrowIfNull(data);
        ThrowIfOutside(width, SmallestWidth, nameof(width));
        ThrowIfOutside(height, SmallestHeight, nameof(height));
        ThrowIfInvalid(data);

        var figure = new LearningCurveFigure(data);
        var picture = IsVector(path) ? DrawVector(figure, width, height) : DrawPixels(figure, width, height);
        AtomicFile.Write(path, stream => stream.Write(picture));
    }

    /// <summary>Throws what <see cref="Draw"/> would throw for the file's ending or the machine: to be called before hours of training.</summary>
    /// <param name="path">The picture to be drawn later.</param>
    /// <exception cref="ArgumentException">The ending is neither <c>.png</c> nor <c>.svg</c>.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    public static void ThrowIfCannotDraw(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!IsVector(path) && !HasEnding(path, ".png"))
            throw new ArgumentException($"learning curve: '{path}' must end in .png or .svg, which says what kind of picture to draw.", nameof(path));
        _ = FigureFont.Regular;
    }

    private static bool IsVector(string path) => HasEnding(path, ".svg");

    private static bool HasEnding(string path, string ending) => Path.GetExtension(path).Equals(ending, StringComparison.OrdinalIgnoreCase);

    private static void ThrowIfOutside(int size, int smallest, string name)
    {
        if (size < smallest || size > Largest)
            throw new ArgumentOutOfRangeException(name, size, $"learning curve: the {name} must be {smallest} to {Largest} pixels.");
    }

    private static void ThrowIfInvalid(LearningCurveData data)
    {
        if (!data.Points.Any(point => (point.TrainingLoss ?? point.ValidationLoss ?? point.TrainingScore ?? point.ValidationScore) is not null))
            throw new ArgumentException("learning curve: there is no measured value to draw.", nameof(data));
        for (var index = 1; index < data.Points.Count; index++)
        {
            var (before, epoch) = (data.Points[index - 1].Epoch, data.Points[index].Epoch);
            if (epoch <= before) throw new ArgumentException($"learning curve: epochs must ascend, but {epoch} follows {before}.", nameof(data));
        }

        if (data.BestEpoch is { } best && data.Points.All(point => point.Epoch != best))
            throw new ArgumentException($"learning curve: the best epoch, {best}, is not among those measured.", nameof(data));
    }

    private static byte[] DrawPixels(LearningCurveFigure figure, int width, int height)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height))
            ?? throw new InsufficientMemoryException($"learning curve: no memory for a picture of {width} x {height} pixels.");
        figure.Draw(surface.Canvas, width, height);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    private static byte[] DrawVector(LearningCurveFigure figure, int width, int height)
    {
        using var stream = new MemoryStream();
        // The end of the document is written when the canvas is disposed.
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream)) figure.Draw(canvas, width, height);
        var text = Encoding.UTF8.GetString(stream.ToArray());
        // Where the picture is looked at, the font may be missing.
        var family = SecurityElement.Escape(FigureFont.Regular.FamilyName);
        return Encoding.UTF8.GetBytes(text.Replace($"font-family=\"{family}\"", $"font-family=\"{family}, sans-serif\"", StringComparison.Ordinal));
    }
}
