namespace Nabla.Learning;

/// <summary>Parallel branches on the same input, whose outputs are joined along an axis or added, as in Inception modules (Szegedy et al. 2015).</summary>
public sealed class Branches : Module
{
    private readonly Module[] branches;

    /// <summary>Creates branches whose outputs are joined along an axis.</summary>
    /// <param name="axis">The axis along which outputs are joined, such as 1 for channels.</param>
    /// <param name="branches">The branches; all other sizes of their outputs are equal.</param>
    /// <exception cref="ArgumentException">There are no branches.</exception>
    public Branches(int axis, params IEnumerable<Module> branches)
        : this(branches, axis)
    {
    }

    private Branches(IEnumerable<Module> branches, int? axis)
    {
        ArgumentNullException.ThrowIfNull(branches);
        (this.branches, Axis) = ([.. branches], axis);
        if (this.branches.Length == 0) throw new ArgumentException("parallel: there are no branches.", nameof(branches));
        for (var i = 0; i < this.branches.Length; i++) Child(NameOf(i), this.branches[i]);
    }

    /// <summary>The axis along which outputs are joined; null if they are added.</summary>
    public int? Axis { get; }

    /// <inheritdoc/>
    public override string TypeName => "parallel";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration
    {
        get
        {
            var configuration = new ModuleConfiguration { { "branches", branches } };
            if (Axis is { } axis) configuration.Add("axis", axis);
            return configuration;
        }
    }

    /// <summary>Creates branches whose outputs, all of one shape, are added.</summary>
    /// <exception cref="ArgumentException">There are no branches.</exception>
    public static Branches Sum(params IEnumerable<Module> branches) => new(branches, null);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor[] outputs = [.. branches.Select((branch, i) => ForwardChild(NameOf(i), branch, x))];
        return Axis is { } axis ? Tensor.Concatenate(axis, outputs) : outputs.Aggregate((a, b) => a + b);
    }

    internal static Branches Create(ModuleConfiguration c) => new(c.GetModules("branches"), c.Contains("axis") ? c.GetInt32("axis") : null);

    private static string NameOf(int branch) => branch.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
