using System.CommandLine;
using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The option for changes of training images: names, some with values, separated by commas.</summary>
internal static class AugmentationChoice
{
    private const string Names = "shift=PIXELS, rotate=DEGREES, scale=PART, elastic=ALPHA:SIGMA, flip, cutout=PIXELS";

    public static Option<string?> Create() => new("--augment")
    {
        Description = "Images: random changes in training, separated by commas and made in this order: " + Names
            + ", such as shift=2,rotate=10 for up to 2 pixels and 10 degrees",
    };

    /// <summary>Creates the augmentation; null if there is none.</summary>
    /// <param name="text">Such as <c>shift=2,rotate=10,flip</c>.</param>
    /// <exception cref="DataException">A name is unknown or given twice, or its value is missing or out of bounds.</exception>
    public static Augmentation? Parse(string? text)
    {
        if (text is null) return null;
        var values = Split(text);
        double Number(string name, string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Bad(name, values[name], "it must be a number with a decimal point, such as 0.1");
        double Optional(string name) => values.TryGetValue(name, out var value) ? Number(name, value) : 0;

        var steps = new List<Augmentation>();
        var affine = values.Keys.FirstOrDefault(name => name is "shift" or "rotate" or "scale");
        if (affine is not null) steps.Add(Made(text, () => new RandomAffine(Optional("shift"), Optional("rotate"), Optional("scale"))));
        if (values.TryGetValue("elastic", out var elastic))
        {
            if (elastic.Split(':') is not [var alpha, var sigma])
                throw Bad("elastic", elastic, "it must be two numbers, the strength alpha and the smoothness sigma in pixels, such as 34:4");
            steps.Add(Made(text, () => new ElasticDeformation(Number("elastic", alpha), Number("elastic", sigma))));
        }
        if (values.ContainsKey("flip")) steps.Add(new RandomHorizontalFlip());
        if (values.TryGetValue("cutout", out var side))
        {
            if (!int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                throw Bad("cutout", side, "it must be a whole number of pixels");
            steps.Add(Made(text, () => new CutOut(size)));
        }
        return new Compose(steps);
    }

    /// <summary>Returns the training examples, changed at random if there is an augmentation.</summary>
    /// <exception cref="DataException">The examples are not images, or too small.</exception>
    public static IBatchSource Apply(Augmentation? augmentation, IBatchSource training)
    {
        if (augmentation is null) return training;
        if (training.ExampleShape.Count < 2)
        {
            throw new DataException(
                $"--augment changes images, but an example of {training.Name} is a row of {training.ExampleShape[0]} numbers, "
                + "which have no neighbors; omit it.");
        }
        try
        {
            return training.Augment(augmentation);
        }
        catch (DataException exception)
        {
            throw new DataException($"--augment: {exception.Message}", exception);
        }
    }

    /// <summary>Returns the value of each name; empty for a name without one.</summary>
    private static Dictionary<string, string> Split(string text)
    {
        var values = new Dictionary<string, string>();
        foreach (var part in text.Split(','))
        {
            var equals = part.IndexOf('=');
            var name = equals < 0 ? part : part[..equals];
            if (name is not ("shift" or "rotate" or "scale" or "elastic" or "flip" or "cutout"))
                throw new DataException($"--augment {text}: '{name}' is not an augmentation; use {Names}.");
            if (name == "flip" && equals >= 0) throw new DataException($"--augment {text}: flip takes no value.");
            if (name != "flip" && equals < 0) throw new DataException($"--augment {text}: {name} needs a value, as in {Names}.");
            if (!values.TryAdd(name, part[(equals + 1)..])) throw new DataException($"--augment {text}: {name} is given twice.");
        }
        return values;
    }

    private static Augmentation Made(string text, Func<Augmentation> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentOutOfRangeException exception)
        {
            var sentence = exception.Message.Split('\n', '(')[0].TrimEnd();
            throw new DataException($"--augment {text}: {sentence}", exception);
        }
    }

    private static DataException Bad(string name, string value, string rule) => new($"--augment {name}={value}: {rule}.");
}
