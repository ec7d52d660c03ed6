namespace Nabla.Learning;

public abstract partial class Module
{
    private readonly HashSet<Variable> frozen = [];
    private volatile bool isFrozen;

    /// <summary>
    /// True if the module is frozen: by <see cref="Freeze()"/>, or because all parameters of its own are. It then acts as in inference mode.
    /// </summary>
    public bool IsFrozen => isFrozen;

    /// <summary>
    /// Freezes the module and all modules inside it: <see cref="Parameters"/> leaves out their parameters, and they act as in inference mode, so that running
    /// statistics keep their values. Freeze parts of a network before creating its optimizer. Frozen parameters are still saved and loaded.
    /// </summary>
    public void Freeze() => SetFrozen(true);

    /// <summary>Freezes the parts of the module whose paths match a pattern, as in <c>network.Freeze("encoder.*", "*.bias")</c>.</summary>
    /// <remarks>
    /// <para>
    /// In a pattern, <c>*</c> stands for any characters, also dots, and <c>?</c> for one. A pattern that matches the path of a module means all that is inside
    /// it, so that <c>"encoder"</c> freezes as much as <c>GetModule("encoder").Freeze()</c>; one that matches the path of a parameter means this parameter.
    /// </para>
    /// <para>
    /// A module acts as in inference mode once all parameters of its own are frozen: a <see cref="BatchNorm"/> then keeps its running statistics and normalizes
    /// by them, unlike in PyTorch, where they go on moving. While one of its parameters is trained, they move. Modules without parameters, such as
    /// <see cref="Dropout"/>, are frozen by patterns that match them or a module around them.
    /// </para>
    /// </remarks>
    /// <param name="patterns">The patterns, at least one. Upper and lower case are different.</param>
    /// <exception cref="ArgumentException">
    /// There are no patterns, or one matches nothing; the message lists the paths there are. Nothing has changed then.
    /// </exception>
    public void Freeze(params IReadOnlyList<string> patterns) => SetFrozen(patterns, true);

    /// <summary>Undoes <see cref="Freeze()"/>, of the module and all modules inside it.</summary>
    public void Unfreeze() => SetFrozen(false);

    /// <summary>
    /// Unfreezes the parts of the module whose paths match a pattern, as in <c>network.Unfreeze("head.*")</c>. Create the optimizer afterward.
    /// </summary>
    /// <param name="patterns">The patterns, at least one, as those of <see cref="Freeze(IReadOnlyList{string})"/>.</param>
    /// <exception cref="ArgumentException">
    /// There are no patterns, or one matches nothing; the message lists the paths there are. Nothing has changed then.
    /// </exception>
    public void Unfreeze(params IReadOnlyList<string> patterns) => SetFrozen(patterns, false);

    /// <summary>Returns the parameters of the module and its children to train: all that are not frozen.</summary>
    public IReadOnlyList<Variable> Parameters()
    {
        var all = FrozenParameters();
        return [.. NamedParameters().Select(entry => entry.Variable).Where(variable => !all.Contains(variable))];
    }

    /// <summary>Returns the number of parameter elements that are frozen; <see cref="ParameterCount"/> includes them.</summary>
    public long FrozenParameterCount() => FrozenParameters().Sum(variable => (long)variable.Shape.ElementCount);

    /// <summary>Freezes all parameters but some. Modules without parameters keep their mode.</summary>
    internal void FreezeAllBut(IReadOnlySet<Variable> trained)
    {
        foreach (var (_, module) in NamedModules())
            module.frozen.UnionWith(module.parameters.Select(entry => entry.Variable).Where(variable => !trained.Contains(variable)));
        UpdateFrozen();
    }

    private HashSet<Variable> FrozenParameters() => [.. NamedModules().SelectMany(entry => entry.Module.frozen)];

    private void SetFrozen(bool value)
    {
        foreach (var (_, module) in NamedModules())
        {
            module.isFrozen = value;
            foreach (var (_, variable) in module.parameters) module.SetFrozen(variable, value);
        }
    }

    private void SetFrozen(Variable variable, bool value)
    {
        if (value) frozen.Add(variable);
        else frozen.Remove(variable);
    }

    private void SetFrozen(IReadOnlyList<string> patterns, bool value)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        if (patterns.Count == 0)
            throw new ArgumentException($"{TypeName}: there are no patterns; Freeze() and Unfreeze() without any mean the whole module.", nameof(patterns));
        var modules = NamedModules().ToList();
        var variables = modules
            .SelectMany(entry => entry.Module.parameters.Select(own => (Path: Join(entry.Path, own.Name), entry.Module, own.Variable)))
            .ToList();
        var matches = PathPattern.Require(
            TypeName, patterns, [.. modules.Select(entry => entry.Path), .. variables.Select(entry => entry.Path)], "module or parameter", nameof(patterns));
        foreach (var (_, module) in modules.Where(entry => matches.Contains(entry.Path))) module.isFrozen = value;
        foreach (var (_, module, variable) in variables.Where(entry => matches.Contains(entry.Path))) module.SetFrozen(variable, value);
        UpdateFrozen();
    }

    /// <summary>Brings the flags of modules into line with their parameters, or the modules inside them if they have none.</summary>
    private void UpdateFrozen()
    {
        foreach (var (_, child) in children) child.UpdateFrozen();
        if (parameters.Count > 0) isFrozen = parameters.TrueForAll(entry => frozen.Contains(entry.Variable));
        else if (children.Count > 0) isFrozen = isFrozen && children.TrueForAll(child => child.Module.isFrozen);
    }
}
