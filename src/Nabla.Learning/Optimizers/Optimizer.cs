namespace Nabla.Learning;

/// <summary>Updates parameters from their gradients to minimize an objective. Its state is kept in variables.</summary>
/// <remarks>
/// To write one, create its state with <see cref="State"/> or <see cref="StatePerParameter"/> in the constructor and set each parameter in
/// <see cref="Update"/>. A compiled step runs this C# code once, so values that change between steps must be in variables, like the learning rate
/// (<see cref="Rate"/>).
/// </remarks>
public abstract class Optimizer
{
    private readonly Variable rate = new(Tensor.Scalar(0.0), "learning-rate");
    private readonly List<(string Name, Variable Variable)> state = [];
    private double learningRate;

    /// <summary>Creates an optimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">The learning rate; its meaning depends on the optimizer.</param>
    /// <exception cref="ArgumentException">There are no parameters, one appears twice, or one is not float32 or float64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative or not finite, in float32 if there are parameters of that type.</exception>
    protected Optimizer(IReadOnlyList<Variable> parameters, double learningRate)
    {
        if (parameters.Count == 0) throw new ArgumentException("There are no parameters to optimize.", nameof(parameters));
        var known = new HashSet<Variable>();
        for (var i = 0; i < parameters.Count; i++)
        {
            if (!parameters[i].Type.Element.IsFloat())
            {
                throw new ArgumentException(
                    $"optimizer: parameter {i}{Quoted(parameters[i])} is {parameters[i].Type}; only float32 and float64 can be optimized.", nameof(parameters));
            }
            if (!known.Add(parameters[i]))
            {
                throw new ArgumentException(
                    $"optimizer: parameter {i}{Quoted(parameters[i])} appears twice, so it would take two steps at once.", nameof(parameters));
            }
        }
        Parameters = parameters;
        LearningRate = learningRate;
    }

    /// <summary>The optimized parameters.</summary>
    public IReadOnlyList<Variable> Parameters { get; }

    /// <summary>
    /// The transformations applied to gradients before the optimizer sees them, in order: clipping, weight decay, accumulation, or a reduction over machines.
    /// Write <c>new Adam(parameters) { Transformations = { new ClipByGlobalNorm(1) } }</c>.
    /// </summary>
    public IList<GradientTransformation> Transformations { get; } = [];

    /// <summary>
    /// The named state of the optimizer and its transformations. Save and load it with <see cref="ParameterFile"/> to resume training exactly.
    /// </summary>
    public IReadOnlyList<(string Name, Variable Variable)> StateVariables =>
        [
            .. state,
            .. Transformations.SelectMany(
                (transformation, i) => transformation.StateVariables.Select(entry => ($"transformation{i}.{entry.Name}", entry.Variable))),
        ];

    /// <summary>The learning rate. It may change between steps, including those of a compiled function.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite, in float32 if there are parameters of that type.</exception>
    /// <exception cref="InvalidOperationException">It is read while a function is compiled, which would make it a constant.</exception>
    public double LearningRate
    {
        get => Compile.IsTracing
            ? throw new InvalidOperationException(
                "optimizer: LearningRate is read while a function is compiled, which would make its value a constant; Step reads it on every run.")
            : learningRate;
        set
        {
            _ = LearningRates.Checked(value, Parameters);
            if (value == learningRate) return;
            if (Compile.IsTracing)
            {
                throw new InvalidOperationException(
                    "optimizer: LearningRate is set while a function is compiled, which happens once and not in every step; set it between steps.");
            }
            learningRate = value;
            rate.Value = Tensor.Scalar(value);
            OnLearningRate(value);
        }
    }

    /// <summary>Takes one step with the gradients of all parameters. The new values are computed when something is read next.</summary>
    /// <exception cref="ArgumentException">The number of gradients differs from the number of parameters.</exception>
    /// <exception cref="ShapeException">A gradient does not have the type of its parameter.</exception>
    public void Step(IReadOnlyList<Tensor> gradients)
    {
        RequireFitting("optimizer", gradients);
        Tensor? condition = null;
        foreach (var transformation in Transformations)
        {
            gradients = transformation.Transform(gradients, Parameters, ref condition);
            RequireFitting(transformation.Name, gradients);
        }
        var changing = condition is null ? [] : Parameters.Concat(state.Select(entry => entry.Variable)).ToArray();
        var before = Array.ConvertAll(changing, variable => variable.Value);
        BeginStep();
        for (var i = 0; i < Parameters.Count; i++) Update(i, Parameters[i], gradients[i]);
        // If no step is due, all variables keep their values. This is a select because a compiled step has no branches.
        for (var i = 0; i < changing.Length; i++) changing[i].Value = Tensor.Where(condition!, changing[i].Value, before[i]);
    }

    /// <summary>Returns the learning rate as a tensor, times a factor. A compiled program reads it on every run.</summary>
    /// <param name="type">The element type of the result, a scalar.</param>
    /// <param name="factor">The factor, applied in float64.</param>
    protected Tensor Rate(ElementType type, double factor = 1) => (factor == 1 ? rate.Value : rate.Value * factor).To(type);

    /// <summary>Called after the learning rate has changed.</summary>
    private protected virtual void OnLearningRate(double learningRate)
    {
    }

    /// <summary>Begins a step of another optimizer.</summary>
    private protected static void Begin(Optimizer other) => other.BeginStep();

    /// <summary>Lets another optimizer update one of its parameters.</summary>
    private protected static void UpdateOf(Optimizer other, int index, Tensor gradient) => other.Update(index, other.Parameters[index], gradient);

    /// <summary>Adds the state of another optimizer to that of this one.</summary>
    private protected void AddState(string prefix, Optimizer other) => state.AddRange(other.state.Select(entry => (prefix + entry.Name, entry.Variable)));

    /// <summary>Called once in a step, before the parameters are updated.</summary>
    protected virtual void BeginStep()
    {
    }

    /// <summary>Sets one parameter to its new value.</summary>
    /// <param name="index">The index of the parameter in <see cref="Parameters"/>.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">The gradient, of the type of the parameter.</param>
    protected abstract void Update(int index, Variable parameter, Tensor gradient);

    /// <summary>Creates a state variable of the optimizer, saved under the given name.</summary>
    protected Variable State(string name, Tensor initial)
    {
        var variable = new Variable(initial, name);
        state.Add((name, variable));
        return variable;
    }

    /// <summary>Creates a zero-filled state variable for every parameter, of the same type.</summary>
    protected Variable[] StatePerParameter(string name)
    {
        var all = new Variable[Parameters.Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = new Variable(Tensor.Zeros(Parameters[i].Shape, Parameters[i].Type.Element), $"{Parameters[i].Name}.{name}");
            state.Add(($"{i}.{name}", all[i]));
        }
        return all;
    }

    private void RequireFitting(string source, IReadOnlyList<Tensor> gradients)
    {
        if (gradients.Count != Parameters.Count)
            throw new ArgumentException($"{source}: there are {Parameters.Count} parameters but {gradients.Count} gradients.", nameof(gradients));
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (gradients[i].Type != Parameters[i].Type)
            {
                throw ShapeRules.Differs(
                    source,
                    $"parameter {i}{Quoted(Parameters[i])} is {Parameters[i].Type}, its gradient {gradients[i].Type}.",
                    Parameters[i].Type,
                    gradients[i].Type);
            }
        }
    }

    private static string Quoted(Variable parameter) => parameter.Name.Length > 0 ? $" '{parameter.Name}'" : "";
}
