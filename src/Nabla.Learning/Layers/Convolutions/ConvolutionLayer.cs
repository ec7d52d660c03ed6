namespace Nabla.Learning;

/// <summary>What convolution layers share: weights, a bias per output channel, and options.</summary>
public abstract class ConvolutionLayer : Module
{
    private readonly int dimensions;

    /// <summary>Creates a layer with weights drawn by an initializer and zero biases.</summary>
    /// <param name="dimensions">1 or 2.</param>
    /// <param name="isTransposed">True if the weights lead from outputs to inputs.</param>
    /// <param name="inputs">The number of input channels.</param>
    /// <param name="outputs">The number of output channels.</param>
    /// <param name="kernel">The window size.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="options">Stride, padding and so on.</param>
    /// <param name="initializer">The distribution of the weights; He by default.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    private protected ConvolutionLayer(
        int dimensions,
        bool isTransposed,
        int inputs,
        int outputs,
        Size2D kernel,
        Generator generator,
        ConvolutionOptions? options,
        Initializer? initializer,
        ElementType type)
    {
        Options = options ?? new();
        RequireAtLeast(1, inputs, nameof(inputs));
        RequireAtLeast(1, outputs, nameof(outputs));
        RequireAtLeast(1, kernel, nameof(kernel));
        RequireAtLeast(1, Options.Stride, "options.Stride");
        RequireAtLeast(0, Options.Padding, "options.Padding");
        RequireAtLeast(1, Options.Dilation, "options.Dilation");
        RequireAtLeast(0, Options.OutputPadding, "options.OutputPadding");
        RequireAtLeast(1, Options.Groups, "options.Groups");
        if (inputs % Options.Groups != 0 || outputs % Options.Groups != 0)
            throw new ArgumentException($"{TypeName}: {Options.Groups} groups do not divide {inputs} input and {outputs} output channels.", nameof(options));
        (this.dimensions, Inputs, Outputs, Kernel) = (dimensions, inputs, outputs, kernel);
        var (first, second) = isTransposed ? (inputs, outputs / Options.Groups) : (outputs, inputs / Options.Groups);
        Shape shape = dimensions == 1 ? [first, second, kernel.Columns] : [first, second, kernel.Rows, kernel.Columns];
        Weight = Parameter("weight", (initializer ?? Initializer.He).Draw(shape, generator, type));
        if (Options.HasBias) Bias = Parameter("bias", Tensor.Zeros([outputs], type));
    }

    /// <summary>The number of input channels.</summary>
    public int Inputs { get; }

    /// <summary>The number of output channels.</summary>
    public int Outputs { get; }

    /// <summary>The window size.</summary>
    public Size2D Kernel { get; }

    /// <summary>Stride, padding and so on.</summary>
    public ConvolutionOptions Options { get; }

    /// <summary>The filters.</summary>
    public Variable Weight { get; }

    /// <summary>A number for each output channel; null without bias.</summary>
    public Variable? Bias { get; }

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration
    {
        get
        {
            var configuration = new ModuleConfiguration { { "in", Inputs }, { "out", Outputs } };
            Add(configuration, "kernel", Kernel, null);
            Add(configuration, "stride", Options.Stride, 1);
            Add(configuration, "padding", Options.Padding, 0);
            Add(configuration, "dilation", Options.Dilation, 1);
            Add(configuration, "output-padding", Options.OutputPadding, 0);
            if (Options.Groups != 1) configuration.Add("groups", Options.Groups);
            if (!Options.HasBias) configuration.Add("bias", false);
            configuration.Add("dtype", Weight.Type.Element);
            return configuration;
        }
    }

    /// <summary>Adds the bias to every position of its channel.</summary>
    private protected Tensor WithBias(Tensor y) =>
        Bias is null ? y : y + Bias.Value.Reshape((Shape)(dimensions == 1 ? [Outputs, 1] : (int[])[Outputs, 1, 1]));

    /// <summary>Checks the rank and the channels of an input.</summary>
    private protected void RequireInput(Tensor x)
    {
        if (x.Rank == dimensions + 2 && x.Shape[1] == Inputs) return;
        var axes = dimensions == 1 ? "length" : "height, width";
        throw new ShapeException(TypeName, $"needs [batch, {Inputs}, {axes}], got {x.Shape}.", [x.Type]);
    }

    /// <summary>The options in a configuration.</summary>
    internal static ConvolutionOptions OptionsOf(ModuleConfiguration c) => new()
    {
        Stride = SizeOf(c, "stride", 1),
        Padding = SizeOf(c, "padding", 0),
        Dilation = SizeOf(c, "dilation", 1),
        OutputPadding = SizeOf(c, "output-padding", 0),
        Groups = c.GetInt32("groups", 1),
        HasBias = c.GetBoolean("bias", true),
    };

    /// <summary>A size in a configuration: a number, or one for rows and one for columns.</summary>
    internal static Size2D SizeOf(ModuleConfiguration c, string name, Size2D? missing = null)
    {
        if (!c.Contains(name)) return missing ?? throw new FormatException($"'{name}' is missing: it must be a whole number or two");
        var sizes = c.GetIntegersOrOne(name);
        return sizes.Count <= 2 ? (sizes[0], sizes[^1]) : throw new FormatException($"'{name}' must be a whole number or two");
    }

    /// <summary>Adds a size to a configuration unless it is the default: a number if both are equal.</summary>
    internal static void Add(ModuleConfiguration configuration, string name, Size2D size, Size2D? missing)
    {
        if (size == missing) return;
        if (size.Rows == size.Columns) configuration.Add(name, size.Rows);
        else configuration.Add(name, [size.Rows, size.Columns]);
    }

    private void RequireAtLeast(int least, Size2D size, string name)
    {
        var smallest = Math.Min(size.Rows, size.Columns);
        if (smallest < least) throw new ArgumentOutOfRangeException(name, smallest, $"{TypeName}: {name} must be at least {least}.");
    }
}
