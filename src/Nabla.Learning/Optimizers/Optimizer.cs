namespace Nabla.Learning;

/// <summary>Moves parameters along their gradients so that an objective falls. Its state is held in variables.</summary>
public abstract class Optimizer
{
    private readonly Variable rate = new(Tensor.Scalar(0.0), "learning-rate");
    private double learningRate;

    private protected Optimizer(IReadOnlyList<Variable> parameters, double learningRate)
    {
        if (parameters.Count == 0) throw new ArgumentException("There are no parameters to optimize.", nameof(parameters));
        var known = new HashSet<Variable>();
        for (var i = 0; i < parameters.Count; i++)
        {
            if (!parameters[i].Type.Element.IsFloat())
                throw new ArgumentException($"optimizer: parameter {i}{Quoted(parameters[i])} is {parameters[i].Type}; only float32 and float64 can be optimized.", nameof(parameters));
            if (!known.Add(parameters[i]))
                throw new ArgumentException($"optimizer: parameter {i}{Quoted(parameters[i])} is there twice, and would take two steps at once.", nameof(parameters));
        }
        Parameters = parameters;
        LearningRate = learningRate;
    }

    /// <summary>What is being optimized.</summary>
    public IReadOnlyList<Variable> Parameters { get; }

    /// <summary>What the optimizer remembers from step to step, with a name for each: saved and loaded with <see cref="ParameterFile"/>, training goes on as if it had not stopped.</summary>
    public virtual IReadOnlyList<(string Name, Variable Variable)> StateVariables => [];

    /// <summary>How far a step goes. It may change between steps, those of a compiled function included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number, as a float32 where there are parameters of that type.</exception>
    /// <exception cref="InvalidOperationException">It is read while a function is compiled, where the number would be fixed.</exception>
    public double LearningRate
    {
        get => Compile.IsTracing
            ? throw new InvalidOperationException("optimizer: LearningRate is read while a function is compiled, which would fix the number for good; Step reads it anew each time.")
            : learningRate;
        set
        {
            _ = LearningRates.Checked(value, Parameters);
            if (value == learningRate) return;
            if (Compile.IsTracing) throw new InvalidOperationException("optimizer: LearningRate is set while a function is compiled, where that happens once and not in every step; set it between steps.");
            learningRate = value;
            rate.Value = Tensor.Scalar(value);
        }
    }

    /// <summary>One step, from the gradient of every parameter. The new values are computed with whatever is read next.</summary>
    /// <exception cref="ArgumentException">There are not as many gradients as parameters.</exception>
    /// <exception cref="ShapeException">A gradient is not of the type of its parameter.</exception>
    public void Step(IReadOnlyList<Tensor> gradients)
    {
        if (gradients.Count != Parameters.Count)
            throw new ArgumentException($"There are {Parameters.Count} parameters but {gradients.Count} gradients.", nameof(gradients));
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (gradients[i].Type != Parameters[i].Type)
                throw new ShapeException("optimizer", $"parameter {i}{Quoted(Parameters[i])} is {Parameters[i].Type}, its gradient {gradients[i].Type}.", [Parameters[i].Type, gradients[i].Type]);
        }
        Advance();
        for (var i = 0; i < Parameters.Count; i++) Update(i, Parameters[i], gradients[i]);
    }

    private static string Quoted(Variable parameter) => parameter.Name.Length > 0 ? $" '{parameter.Name}'" : "";

    /// <summary>The learning rate as a tensor, times a factor: a program reads it anew in each run.</summary>
    private protected Tensor Rate(ElementType type, double factor = 1) => (factor == 1 ? rate.Value : rate.Value * factor).To(type);

    /// <summary>What happens once in a step, before the parameters.</summary>
    private protected virtual void Advance()
    {
    }

    /// <summary>Sets one parameter to its new value.</summary>
    private protected abstract void Update(int index, Variable parameter, Tensor gradient);

    /// <summary>A variable of zeros for every parameter.</summary>
    private protected static Variable[] State(IReadOnlyList<Variable> parameters, string name) =>
        [.. parameters.Select(parameter => new Variable(Tensor.Zeros(parameter.Shape, parameter.Type.Element), $"{parameter.Name}.{name}"))];
}
