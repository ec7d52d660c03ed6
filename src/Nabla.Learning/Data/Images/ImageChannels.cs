namespace Nabla.Learning;

/// <summary>The channels in which images are loaded.</summary>
public enum ImageChannels
{
    /// <summary>One channel, examples of shape [height, width]. Colors become their luma after ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue.</summary>
    Gray,

    /// <summary>Red, green and blue, examples of shape [3, height, width]. Gray images get three equal channels.</summary>
    Rgb,
}
