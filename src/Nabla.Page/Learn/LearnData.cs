using System.Globalization;

namespace Nabla.Page;

/// <summary>The data sets of the page: generated ones, points set by hand, and tables that a visitor drops in.</summary>
internal static class LearnData
{
    /// <summary>A picture of more points cannot be read.</summary>
    internal const int MostPoints = 5_000;

    private const int MostClasses = 8;

    // As in the tool, so that the same seed gives the same test examples.
    private const int TestShare = 5;
    private const long TestSeed = 0x7E57;

    /// <summary>Generates training and test examples, as <c>nabla train moons</c> does.</summary>
    internal static (Dataset Training, Dataset Test) Generate(LearnOptions options) =>
        (Generate(options, options.Count, options.Seed), Generate(options, Math.Max(3, options.Count / TestShare), options.Seed + TestSeed));

    /// <summary>Makes a data set of points set by hand, of which some are held back as a test.</summary>
    /// <param name="points">Three numbers for each point: both coordinates and the class.</param>
    /// <exception cref="PageException">There are too few points or classes.</exception>
    internal static (Dataset Training, Dataset Test) FromPoints(IReadOnlyList<double> points)
    {
        int count = points.Count / 3;
        var places = new float[2 * count];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            (places[2 * i], places[2 * i + 1], labels[i]) = ((float)points[3 * i], (float)points[3 * i + 1], (int)points[3 * i + 2]);
            if (!float.IsFinite(places[2 * i]) || !float.IsFinite(places[2 * i + 1]) || labels[i] is < 0 or >= MostClasses)
                throw new PageException("A point is not within the plane.");
        }
        int classes = labels.Length == 0 ? 0 : labels.Max() + 1;
        if (count < 4 || labels.Distinct().Count() < 2) throw new PageException("Set at least four points, of two classes.");
        if (count > MostPoints) throw new PageException($"These are {count} points; the page takes up to {MostPoints}.");
        string[] names = [.. Enumerable.Range(1, classes).Select(number => $"class {number}")];
        return Split(Dataset.ForClassification("own points", places, [2], labels, names, ["x", "y"]));
    }

    /// <summary>Reads a table: two columns of numbers and one of classes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">It is no such table; the message says where.</exception>
    /// <exception cref="PageException">The table is fine, but the page cannot draw it.</exception>
    internal static (Dataset Training, Dataset Test) FromTable(string path)
    {
        Dataset data = CsvDataset.Load(path, new() { Task = LearningTask.Classification });
        if (data.Width != 2)
        {
            throw new PageException(
                $"The table has {data.Width} column{(data.Width == 1 ? "" : "s")} besides the class in the last one; the page draws a plane and needs two. "
                + "The tool trains on any number: nabla train csv:FILE.");
        }
        if (data.ClassNames.Count > MostClasses)
            throw new PageException($"The last column has {data.ClassNames.Count} different values; the page tells up to {MostClasses} classes apart.");
        if (data.Count > MostPoints)
            throw new PageException(string.Create(CultureInfo.InvariantCulture, $"The table has {data.Count:N0} rows; the page draws up to {MostPoints:N0}."));
        if (data.Count < 4) throw new PageException("The table has fewer than four rows.");
        return Split(data);
    }

    private static (Dataset Training, Dataset Test) Split(Dataset data)
    {
        try
        {
            return data.Split(0.2, new HostRandom(1, 2));
        }
        catch (Exception exception) when (exception is ArgumentException or DataException)
        {
            // Too few of each class: what it learns from is all that it can be judged by.
            return (data, data);
        }
    }

    private static Dataset Generate(LearnOptions options, int count, long seed) => options.Data switch
    {
        "moons" => SyntheticData.Moons(count, options.Noise, new HostRandom(seed)),
        "spirals" => SyntheticData.Spirals(count, options.Noise, new HostRandom(seed)),
        "xor" => SyntheticData.Xor(count, options.Noise, new HostRandom(seed)),
        _ => throw new PageException($"The data set '{options.Data}' is unknown; choose moons, spirals or xor."),
    };
}
