namespace Nabla.Learning;

/// <summary>A piece of a network: it says how outputs come from inputs, and which variables it owns. Everything else follows.</summary>
/// <remarks>
/// Parameters and children are registered by explicit calls in the constructor, lists included; no reflection looks for them.
/// A parameter's path is made of the names on the way to it: <c>0.weight</c>.
/// </remarks>
public abstract class Module
{
    private readonly List<(string Name, Variable Variable)> parameters = [];
    private readonly List<(string Name, Module Module)> children = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>What the module is, in lower case: <c>linear</c>. Model files name it so.</summary>
    public abstract string TypeName { get; }

    /// <summary>The whole numbers that the module was made with, in the order of its constructor: <c>in</c> 784, <c>out</c> 10.</summary>
    public virtual IReadOnlyList<(string Name, int Value)> Settings => [];

    /// <summary>The direct children with their names, in the order of registration.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => children;

    /// <summary>The output for an input. This is a pure function of the input and the variables.</summary>
    /// <exception cref="ShapeException">The input does not fit the module.</exception>
    public abstract Tensor Forward(Tensor x);

    /// <summary>All variables of the module and its children with their paths, in the order of registration; one that is met twice, only where it is met first.</summary>
    public IReadOnlyList<(string Path, Variable Variable)> NamedParameters()
    {
        var all = new List<(string, Variable)>();
        var known = new HashSet<Variable>();
        var stack = new Stack<(string Prefix, Module Module)>([("", this)]);
        while (stack.TryPop(out var entry))
        {
            foreach (var (name, variable) in entry.Module.parameters)
                if (known.Add(variable)) all.Add((entry.Prefix + name, variable));
            for (var i = entry.Module.children.Count - 1; i >= 0; i--)
                stack.Push(($"{entry.Prefix}{entry.Module.children[i].Name}.", entry.Module.children[i].Module));
        }
        return all;
    }

    /// <summary>All variables of the module and its children.</summary>
    public IReadOnlyList<Variable> Parameters() => [.. NamedParameters().Select(entry => entry.Variable)];

    /// <summary>How many numbers the module learns.</summary>
    public long ParameterCount() => NamedParameters().Sum(entry => (long)entry.Variable.Shape.ElementCount);

    /// <summary>Makes a variable known as a parameter of this module, and returns it.</summary>
    /// <exception cref="ArgumentException">The name is taken, empty or has a dot in it.</exception>
    protected Variable Parameter(string name, Tensor initial)
    {
        RequireFree(name);
        var variable = new Variable(initial, name);
        parameters.Add((name, variable));
        return variable;
    }

    /// <summary>Makes a module known as a child of this one, and returns it.</summary>
    /// <exception cref="ArgumentException">The name is taken, empty or has a dot in it.</exception>
    protected T Child<T>(string name, T module)
        where T : Module
    {
        RequireFree(name);
        children.Add((name, module));
        return module;
    }

    /// <summary>Applies a child. A shape error inside it names the child's path.</summary>
    /// <param name="name">The child's name.</param>
    /// <param name="child">The child.</param>
    /// <param name="x">Its input.</param>
    /// <exception cref="ShapeException">The input does not fit the child.</exception>
    protected static Tensor ForwardChild(string name, Module child, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(child);
        try
        {
            return child.Forward(x);
        }
        catch (OperationException exception)
        {
            throw exception.Within(name, child.Describe());
        }
    }

    /// <summary>Kind and settings in one line.</summary>
    internal string Describe() => Settings.Count == 0 ? TypeName : $"{TypeName}({string.Join(", ", Settings.Select(setting => $"{setting.Name} {setting.Value}"))})";

    /// <summary>Kind and settings: <c>linear(in 784, out 10)</c>.</summary>
    public override string ToString() => Describe();

    private void RequireFree(string name)
    {
        if (name.Length == 0 || name.Contains('.')) throw new ArgumentException($"{TypeName}: '{name}' is no name for a parameter or child; it must not be empty or have a dot.", nameof(name));
        if (!names.Add(name))
            throw new ArgumentException($"{TypeName}: the name '{name}' is taken.", nameof(name));
    }
}
