namespace Nabla.Learning;

/// <summary>A part of a network that maps inputs to outputs and owns its variables.</summary>
/// <remarks>
/// <para>
/// Parameters, buffers and children, including lists, are registered explicitly in the constructor, without reflection. The path of a variable joins the
/// names that lead to it: <c>0.weight</c>.
/// </para>
/// <para>
/// A module is in training mode until <see cref="Eval"/> is called. The mode is a guard of compiled programs: when it changes, a compiled function is
/// retraced and never runs the program of the other mode.
/// </para>
/// </remarks>
public abstract partial class Module
{
    private readonly List<(string Name, Variable Variable)> parameters = [];
    private readonly List<(string Name, Variable Variable)> buffers = [];
    private readonly List<(string Name, Generator Generator)> generators = [];
    private readonly List<(string Name, Module Module)> children = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Func<bool> readMode;
    private volatile bool isTraining = true;

    /// <summary>Creates a module in training mode.</summary>
    protected Module() => (readMode, readAdapter) = (() => isTraining && !isFrozen, () => adapter);

    /// <summary>The name of the module type in model files and <see cref="ModuleRegistry"/>, in lower case: <c>linear</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>The constructor arguments, from which <see cref="ModuleRegistry"/> can recreate the module: <c>in</c> 784, <c>out</c> 10.</summary>
    public virtual ModuleConfiguration Configuration => [];

    /// <summary>The direct children with their names, in the order of registration.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => children;

    /// <summary>True in training mode unless frozen, false in inference mode. Layers such as dropout depend on it.</summary>
    public bool IsTraining => Compile.Guard(readMode);

    /// <summary>Returns the output for an input. A module that keeps statistics may set its buffers.</summary>
    /// <exception cref="ShapeException">The input does not fit the module.</exception>
    public abstract Tensor Forward(Tensor x);

    /// <summary>Puts the module and all modules inside it into training mode, or into inference mode.</summary>
    public void Train(bool isTraining = true)
    {
        this.isTraining = isTraining;
        foreach (var (_, child) in children) child.Train(isTraining);
    }

    /// <summary>The mode, without a guard, for code whose results do not depend on it.</summary>
    internal bool IsTrainingNow => isTraining;

    /// <summary>Sets the mode of this module only, not of its children.</summary>
    internal void TrainAlone(bool isTraining) => this.isTraining = isTraining;

    /// <summary>Puts the module and all modules inside it into inference mode.</summary>
    public void Eval() => Train(false);

    /// <summary>Returns a module inside this one by its path, such as <c>encoder.0</c>; an empty path is this module.</summary>
    /// <exception cref="KeyNotFoundException">There is no such module; the message lists the names where the path ends.</exception>
    public Module GetModule(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var module = this;
        foreach (var name in path.Split('.', path.Length == 0 ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None))
        {
            var (at, known) = (module, module.children);
            module = known.Find(child => child.Name == name).Module ?? throw new KeyNotFoundException(
                $"{TypeName}: there is no module '{path}': "
                + (known.Count == 0 ? $"{at} has no modules inside." : $"'{name}' is none of {string.Join(", ", known.Select(child => child.Name))}."));
        }
        return module;
    }

    /// <summary>
    /// Returns all parameters of the module and its children with their paths, in registration order, frozen ones too. A shared parameter appears once, at its
    /// first path.
    /// </summary>
    public IReadOnlyList<(string Path, Variable Variable)> NamedParameters() => Collect(static module => module.parameters);

    /// <summary>
    /// Returns the generators of random numbers of the module and its children with their paths, a shared one at its first path. Checkpoints of a training run
    /// keep their states; model files do not.
    /// </summary>
    public IReadOnlyList<(string Path, Generator Generator)> NamedGenerators() => Collect(static module => module.generators);

    /// <summary>Returns all buffers of the module and its children with their paths: variables that are saved but not trained.</summary>
    public IReadOnlyList<(string Path, Variable Variable)> NamedBuffers() => Collect(static module => module.buffers);

    /// <summary>All parameters, then all buffers: the state to save.</summary>
    public IReadOnlyList<(string Path, Variable Variable)> StateVariables => [.. NamedParameters(), .. NamedBuffers()];

    /// <summary>Returns the total number of parameter elements, frozen ones too.</summary>
    public long ParameterCount() => NamedParameters().Sum(entry => (long)entry.Variable.Shape.ElementCount);

    /// <summary>Registers a variable that is trained, and returns it.</summary>
    /// <exception cref="ArgumentException">The name is already used, empty or contains a dot.</exception>
    protected Variable Parameter(string name, Tensor initial) => Register(parameters, name, initial);

    /// <summary>Registers a variable that is saved but not trained, such as a running mean, and returns it.</summary>
    /// <exception cref="ArgumentException">The name is already used, empty or contains a dot.</exception>
    protected Variable Buffer(string name, Tensor initial) => Register(buffers, name, initial);

    /// <summary>Registers a generator of random numbers, so that a resumed training run draws the same numbers, and returns it.</summary>
    /// <exception cref="ArgumentException">The name is already used, empty or contains a dot.</exception>
    protected Generator Random(string name, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        RequireFree(name);
        generators.Add((name, generator));
        return generator;
    }

    /// <summary>Registers a module as a child of this one, and returns it.</summary>
    /// <exception cref="ArgumentException">The name is already used, empty or contains a dot.</exception>
    protected T Child<T>(string name, T module)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(module);
        RequireFree(name);
        children.Add((name, module));
        return module;
    }

    /// <summary>Runs a child. Errors inside it include the child's path.</summary>
    /// <param name="name">The child's name.</param>
    /// <param name="child">The child.</param>
    /// <param name="x">The input.</param>
    /// <exception cref="OperationException">The input does not fit the child.</exception>
    protected static Tensor ForwardChild(string name, Module child, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(child);
        try
        {
            return ForwardRecord.Observe(name, child, x);
        }
        catch (OperationException exception)
        {
            throw exception.Within(name, child.Describe());
        }
    }

    /// <summary>Returns type name and configuration in one line, and the adapter if there is one.</summary>
    internal string Describe()
    {
        var layer = Configuration.ToString() is { Length: > 0 } text ? $"{TypeName}({text})" : TypeName;
        return AdapterNow is { } adapter ? $"{layer} with {adapter}" : layer;
    }

    /// <summary>Returns type name and configuration: <c>linear(in 784, out 10)</c>.</summary>
    public override string ToString() => Describe();

    /// <summary>
    /// Returns the module, whose path is empty, and all modules inside it with their paths, each before those inside it; a shared one at each of its paths.
    /// </summary>
    internal IEnumerable<(string Path, Module Module)> NamedModules()
    {
        var stack = new Stack<(string Path, Module Module)>([("", this)]);
        while (stack.TryPop(out var entry))
        {
            yield return entry;
            foreach (var (name, child) in entry.Module.children.AsEnumerable().Reverse()) stack.Push((Join(entry.Path, name), child));
        }
    }

    /// <summary>Registers a variable that exists already under its name, as a parameter.</summary>
    private protected void AddParameter(Variable variable)
    {
        RequireFree(variable.Name);
        parameters.Add((variable.Name, variable));
    }

    /// <summary>Takes back the registration of a parameter or generator.</summary>
    private protected void Unregister(string name)
    {
        names.Remove(name);
        parameters.RemoveAll(entry => entry.Name == name);
        generators.RemoveAll(entry => entry.Name == name);
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private List<(string Path, T Item)> Collect<T>(Func<Module, List<(string Name, T Item)>> own)
        where T : class
    {
        var known = new HashSet<T>();
        return
        [
            .. NamedModules().SelectMany(
                entry => own(entry.Module).Where(item => known.Add(item.Item)).Select(item => (Join(entry.Path, item.Name), item.Item))),
        ];
    }

    private Variable Register(List<(string Name, Variable Variable)> list, string name, Tensor initial)
    {
        RequireFree(name);
        var variable = new Variable(initial, name);
        list.Add((name, variable));
        return variable;
    }

    private void RequireFree(string name)
    {
        if (name.Length == 0 || name.Contains('.'))
        {
            throw new ArgumentException(
                $"{TypeName}: '{name}' is not a valid name for a variable or child; it must not be empty or contain a dot.", nameof(name));
        }
        if (!names.Add(name)) throw new ArgumentException($"{TypeName}: the name '{name}' is taken.", nameof(name));
    }
}
