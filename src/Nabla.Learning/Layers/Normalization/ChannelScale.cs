namespace Nabla.Learning;

/// <summary>What normalizations share: shapes of numbers per channel and of the axes behind.</summary>
internal static class ChannelScale
{
    /// <summary>A vector of one number per channel, to broadcast against [batch, channels, …].</summary>
    public static Tensor PerChannel(Tensor values, int rank) => values.Reshape((Shape)(int[])[values.ElementCount, .. Enumerable.Repeat(1, rank - 2)]);

    /// <summary>Checks that an input is [batch, channels, …].</summary>
    public static void Require(Module layer, Tensor x, int channels)
    {
        if (x.Rank < 2 || x.Shape[1] != channels) throw new ShapeException(layer.TypeName, $"needs [batch, {channels}, …], got {x.Shape}.", [x.Type]);
    }

    /// <summary>Checks the ε of a normalization.</summary>
    public static double Positive(Module layer, double epsilon) => epsilon > 0 && double.IsFinite(epsilon)
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), NumberText.Of(epsilon), $"{layer.TypeName}: epsilon must be a positive number.");
}
