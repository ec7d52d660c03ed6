using System.CommandLine;
using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The options for folders of images.</summary>
internal sealed class ImageChoice
{
    private const int Largest = 10_000;

    private readonly Option<string?> size = new("--image-size")
    {
        Description = "Images: size to resize to, as 28 or as HEIGHTxWIDTH (default: that of the model, or else of the images, which must be equal)",
    };

    private readonly WordOption<ImageChannels?> channels = new(
        "--image-channels", "Images: gray, rgb, or auto for those of the model, or else gray if all files are gray",
        ("auto", null), ("gray", ImageChannels.Gray), ("rgb", ImageChannels.Rgb));

    public Option[] All => [size, channels];

    /// <summary>Returns how images are loaded, as far as the command line says.</summary>
    public ImageFolderOptions Read(ParseResult parsed)
    {
        if (parsed.GetValue(size) is not { } text) return new() { Channels = channels.Value(parsed) };
        var sides = text.Split('x').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : 0).ToArray();
        if (sides.Length > 2 || sides.Any(side => side is < 1 or > Largest))
            throw new DataException($"--image-size {text}: it must be a size from 1 to {Largest}, such as 28, or a height and a width, such as 28x32.");
        return new() { Channels = channels.Value(parsed), Height = sides[0], Width = sides[^1] };
    }

    /// <summary>Returns how images are loaded for a model: with its classes, and in the shape of its examples.</summary>
    /// <exception cref="DataException">The model is not for images, or for others than the command line says.</exception>
    public ImageFolderOptions ReadFor(ParseResult parsed, TrainedModel model)
    {
        var given = Read(parsed);
        var shape = string.Join(", ", model.ExampleShape);
        var known = model.ExampleShape switch
        {
            [var height, var width] => new ImageFolderOptions { Channels = ImageChannels.Gray, Height = height, Width = width },
            [3, var height, var width] => new ImageFolderOptions { Channels = ImageChannels.Rgb, Height = height, Width = width },
            _ => throw new DataException($"the model takes examples of the shape [{shape}], not images."),
        };
        if ((given.Channels ?? known.Channels) != known.Channels)
            throw new DataException($"--image-channels {parsed.GetValue(channels)}: the model takes images of the shape [{shape}]; omit the option.");
        if ((given.Height ?? known.Height, given.Width ?? known.Width) != (known.Height, known.Width))
            throw new DataException($"--image-size {parsed.GetValue(size)}: the model takes images of the shape [{shape}]; omit the option.");
        return known with { ClassNames = model.ClassNames.Count > 0 ? model.ClassNames : null };
    }
}
