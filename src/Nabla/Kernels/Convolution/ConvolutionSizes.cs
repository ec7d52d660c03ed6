namespace Nabla.Kernels;

/// <summary>A convolution along one of its axes: y_i is made of x at i · stride − padding + k · dilation, k = 0 … size − 1.</summary>
internal readonly record struct WindowAxis(int Input, int Size, int Stride, int Padding, int Dilation)
{
    /// <summary>How far a window reaches, from its first number to its last.</summary>
    public long Reach => (long)Dilation * (Size - 1) + 1;

    /// <summary>How many windows there are.</summary>
    public int Output => (int)Math.Max(0, (Input + 2L * Padding - Reach + Stride) / Stride);
}

/// <summary>The sizes of a convolution; channels are those of one group.</summary>
internal readonly record struct ConvolutionSizes(int Batch, int Groups, int InputChannels, int OutputChannels, WindowAxis Vertical, WindowAxis Horizontal)
{
    public int InputPlane => Vertical.Input * Horizontal.Input;

    public int OutputPlane => Vertical.Output * Horizontal.Output;

    public int Window => Vertical.Size * Horizontal.Size;

    /// <summary>How many products are added up for a number of the result.</summary>
    public int Depth => InputChannels * Window;

    /// <summary>How many multiplications there are in all.</summary>
    public double Work => (double)Batch * Groups * OutputChannels * OutputPlane * Depth;
}
