namespace Nabla.Kernels;

/// <summary>One spatial axis of a convolution: y_i reads x at i · stride − padding + k · dilation for k = 0 … size − 1.</summary>
internal readonly record struct WindowAxis(int Input, int Size, int Stride, int Padding, int Dilation)
{
    /// <summary>The extent of a window, from its first element to its last.</summary>
    public long Reach => (long)Dilation * (Size - 1) + 1;

    /// <summary>The number of windows.</summary>
    public int Output => (int)Math.Max(0, (Input + 2L * Padding - Reach + Stride) / Stride);
}

/// <summary>The sizes of a convolution. Channel counts are per group.</summary>
internal readonly record struct ConvolutionSizes(int Batch, int Groups, int InputChannels, int OutputChannels, WindowAxis Vertical, WindowAxis Horizontal)
{
    public int InputPlane => Vertical.Input * Horizontal.Input;

    public int OutputPlane => Vertical.Output * Horizontal.Output;

    public int Window => Vertical.Size * Horizontal.Size;

    /// <summary>The number of products summed for one output element.</summary>
    public int Depth => InputChannels * Window;

    /// <summary>The total number of multiplications.</summary>
    public double Work => (double)Batch * Groups * OutputChannels * OutputPlane * Depth;
}
