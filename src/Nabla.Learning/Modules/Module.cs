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
    private (Tensor Input, Tensor Output)? last;

    /// <summary>What the module is, in lower case: <c>linear</c>. Model files name it so.</summary>
    public abstract string Kind { get; }

    /// <summary>The whole numbers that the module was made with, in the order of its constructor: <c>in</c> 784, <c>out</c> 10.</summary>
    public virtual IReadOnlyList<(string Name, int Value)> Settings => [];

    /// <summary>The direct children with their names, in the order of registration.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => children;

    /// <summary>The output for an input. This is a pure function of the input and the variables.</summary>
    /// <exception cref="ShapeException">The input does not fit the module.</exception>
    public abstract Tensor Apply(Tensor x);

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

    /// <summary>The lecture's <c>y = module.fprop(x)</c>: computes the output and remembers what <see cref="Backward"/> needs.</summary>
    /// <remarks>This and <see cref="Backward"/> belong together, layer by layer. The output begins a graph of its own: where <see cref="Reverse"/> is to go through the module to what x was made of, use <see cref="Apply"/>.</remarks>
    /// <exception cref="ShapeException">The input does not fit the module.</exception>
    public Tensor Forward(Tensor x)
    {
        Tensor input = new Variable(x, "input");
        var output = Apply(input).Evaluate();
        last = (input, output);
        return output;
    }

    /// <summary>
    /// The lecture's <c>∂E/∂x = module.bprop(∂E/∂y)</c>, for the input of the last <see cref="Forward"/>. The derivatives with respect
    /// to the parameters are in <see cref="Gradients"/> afterwards.
    /// </summary>
    /// <param name="dy">∂E/∂y, of the type of the output.</param>
    /// <exception cref="InvalidOperationException">Forward was not called, or a parameter was set since.</exception>
    /// <exception cref="ShapeException">dy is not of the type of the output.</exception>
    public Tensor Backward(Tensor dy)
    {
        var (input, output) = last ?? throw new InvalidOperationException($"{Kind}: call Forward before Backward.");
        var derivatives = Reverse.Product(output, dy, [input, .. Parameters().Select(parameter => parameter.Value)]);
        Tensor.Evaluate(derivatives);
        Gradients = derivatives[1..];
        return derivatives[0];
    }

    /// <summary>∂E/∂W for every parameter, in the order of <see cref="Parameters"/>, as the last <see cref="Backward"/> found them.</summary>
    public IReadOnlyList<Tensor> Gradients { get; private set; } = [];

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
    protected static Tensor ApplyChild(string name, Module child, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(child);
        try
        {
            return child.Apply(x);
        }
        catch (ShapeException exception)
        {
            throw exception.Within(name, child.Describe());
        }
    }

    /// <summary>Kind and settings in one line.</summary>
    internal string Describe() => Settings.Count == 0 ? Kind : $"{Kind}({string.Join(", ", Settings.Select(setting => $"{setting.Name} {setting.Value}"))})";

    /// <summary>Kind and settings: <c>linear(in 784, out 10)</c>.</summary>
    public override string ToString() => Describe();

    private void RequireFree(string name)
    {
        if (name.Length == 0 || name.Contains('.')) throw new ArgumentException($"{Kind}: '{name}' is no name for a parameter or child; it must not be empty or have a dot.", nameof(name));
        if (!names.Add(name))
            throw new ArgumentException($"{Kind}: the name '{name}' is taken.", nameof(name));
    }
}
