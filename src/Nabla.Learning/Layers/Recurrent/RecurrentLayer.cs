using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// A recurrent network: several layers of one kind of cell, in one direction or both, over sequences [batch, steps, in] → [batch, steps, out]. The steps are
/// one <see cref="Tensor.Scan(Func{Tensor[], Tensor[], ValueTuple{Tensor[], Tensor[]}}, IReadOnlyList{Tensor}, IReadOnlyList{Tensor}, int?, bool, bool)"/>.
/// </summary>
/// <remarks>
/// Parameters are named as in PyTorch: layer k has <c>weight_ih_lk</c> [gates · hidden, in], <c>weight_hh_lk</c> [gates · hidden, hidden], <c>bias_ih_lk</c>
/// and <c>bias_hh_lk</c>, and the backward direction the same names with the suffix <c>_reverse</c>. All start uniform between ±1/√hidden.
/// </remarks>
public abstract class RecurrentLayer : Module
{
    private readonly List<Cell> cells = [];
    private readonly Dropout? dropout;

    /// <summary>Creates a network with random weights.</summary>
    /// <param name="gates">The number of parts of size <paramref name="hidden"/> that a cell computes from an input and the state.</param>
    /// <param name="states">The number of tensors in the state of a cell; the first one is its output.</param>
    /// <param name="inputs">The number of inputs per step.</param>
    /// <param name="hidden">The size of the state.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="options">Layers, directions and dropout.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the dropout is not in [0, 1).</exception>
    private protected RecurrentLayer(int gates, int states, int inputs, int hidden, Generator generator, RecurrentOptions? options, ElementType type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        ArgumentNullException.ThrowIfNull(generator);
        Options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.Layers, 1, nameof(options));
        (Inputs, Hidden, StateCount) = (inputs, hidden, states);
        var initializer = Initializer.Uniform(1 / Math.Sqrt(hidden));
        for (var layer = 0; layer < Options.Layers; layer++)
        {
            foreach (var suffix in Options.IsBidirectional ? ["", "_reverse"] : (string[])[""])
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"_l{layer}{suffix}");
                var size = layer == 0 ? inputs : hidden * Directions;
                cells.Add(new(
                    Parameter("weight_ih" + name, initializer.Draw([gates * hidden, size], generator, type)),
                    Parameter("weight_hh" + name, initializer.Draw([gates * hidden, hidden], generator, type)),
                    Parameter("bias_ih" + name, initializer.Draw([gates * hidden], generator, type)),
                    Parameter("bias_hh" + name, initializer.Draw([gates * hidden], generator, type))));
            }
        }
        if (Options.Dropout > 0 && Options.Layers > 1) dropout = Child("dropout", new Dropout(Options.Dropout, generator));
    }

    /// <summary>The number of inputs per step.</summary>
    public int Inputs { get; }

    /// <summary>The size of the state, and of the output of each direction.</summary>
    public int Hidden { get; }

    /// <summary>Layers, directions and dropout.</summary>
    public RecurrentOptions Options { get; }

    /// <summary>The size of the output per step: twice the state for two directions.</summary>
    public int Outputs => Hidden * Directions;

    /// <summary>The number of tensors in the state.</summary>
    public int StateCount { get; }

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new()
    {
        { "in", Inputs },
        { "hidden", Hidden },
        { "layers", Options.Layers },
        { "bidirectional", Options.IsBidirectional },
        { "dropout", Options.Dropout },
        { "dtype", cells[0].InputWeight.Type.Element },
    };

    private int Directions => Options.IsBidirectional ? 2 : 1;

    /// <summary>Returns the outputs of the last layer at all steps, starting from a zero state: [batch, steps, in] → [batch, steps, out].</summary>
    /// <exception cref="OperationException">The input has another shape or element type.</exception>
    public override Tensor Forward(Tensor x) => Forward(x, null).Outputs;

    /// <summary>Returns the outputs of the last layer at all steps and the final state of every layer.</summary>
    /// <param name="x">[batch, steps, in].</param>
    /// <param name="state">
    /// The initial state, tensors of shape [layers · directions, batch, hidden] as a former call returned them; zero if null.
    /// </param>
    /// <param name="lengths">
    /// [batch], int64: the length of each sequence; null if all are as long as x. Beyond its length, a sequence keeps its state, and its outputs are 0.
    /// </param>
    /// <returns>The outputs [batch, steps, out], and the state after the last step of each sequence.</returns>
    /// <exception cref="OperationException">An input has another shape or element type than it should.</exception>
    /// <exception cref="IndexOutOfRangeException">When computed: a length is negative or beyond the axis.</exception>
    public (Tensor Outputs, Tensor[] State) Forward(Tensor x, IReadOnlyList<Tensor>? state, Tensor? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        RequireInput(x);
        var initial = state is null ? null : Checked(x, state);
        var mask = lengths is null ? null : SequenceMask.Create(TypeName, lengths, x.Shape[0], x.Shape[1]).Transpose(0, 1);
        // The loop runs over the first axis.
        var y = x.Transpose(0, 1);
        var final = new Tensor[StateCount][];
        for (var i = 0; i < StateCount; i++) final[i] = new Tensor[cells.Count];
        for (var layer = 0; layer < Options.Layers; layer++)
        {
            if (layer > 0 && dropout is not null) y = dropout.Forward(y);
            var outputs = new Tensor[Directions];
            for (var direction = 0; direction < Directions; direction++)
            {
                var place = layer * Directions + direction;
                var (after, all) = Run(cells[place], y, initial is null ? null : Array.ConvertAll(initial, part => part[place]), mask, direction == 1);
                outputs[direction] = all;
                for (var i = 0; i < StateCount; i++) final[i][place] = after[i];
            }
            y = Directions == 1 ? outputs[0] : Tensor.Concatenate(2, outputs);
        }
        return (y.Transpose(0, 1), Array.ConvertAll(final, parts => Tensor.Stack(0, parts)));
    }

    /// <summary>The next state of a cell, of which the first tensor is the output.</summary>
    /// <param name="state">The state, tensors of shape [batch, hidden].</param>
    /// <param name="x">Returns what the input contributes to a gate: [batch, hidden].</param>
    /// <param name="h">Returns what the state contributes to a gate.</param>
    private protected abstract Tensor[] Step(Tensor[] state, Func<int, Tensor> x, Func<int, Tensor> h);

    private (Tensor[] State, Tensor Outputs) Run(Cell cell, Tensor x, Tensor[]? state, Tensor? mask, bool isReversed)
    {
        var initial = state ?? [.. Enumerable.Repeat(Tensor.Zeros([x.Shape[1], Hidden], x.ElementType), StateCount)];
        Tensor[] slices = mask is null ? [x] : [x, mask];
        var (after, outputs) = Tensor.Scan(Body, initial, slices, isReversed: isReversed);
        return (after, outputs[0]);

        (Tensor[] Carry, Tensor[] Outputs) Body(Tensor[] carry, Tensor[] slice)
        {
            var fromInput = slice[0].MatMul(cell.InputWeight, transposeB: true);
            var fromState = carry[0].MatMul(cell.StateWeight, transposeB: true);
            var next = Step(carry, gate => Gate(fromInput, cell.InputBias, gate), gate => Gate(fromState, cell.StateBias, gate));
            if (mask is null) return (next, [next[0]]);
            var isOn = slice[1].Reshape(-1, 1).BroadcastTo(next[0].Shape);
            return ([.. next.Select((part, i) => Tensor.Where(isOn, part, carry[i]))], [Tensor.Where(isOn, next[0], 0)]);
        }
    }

    /// <summary>A part of the gates. The slices come before the sum, so that the loop of the gate computes it.</summary>
    private Tensor Gate(Tensor product, Variable bias, int gate)
    {
        var part = (gate * Hidden)..((gate + 1) * Hidden);
        return product.Slice(-1, part) + bias.Value.BroadcastTo(product.Shape).Slice(-1, part);
    }

    private void RequireInput(Tensor x)
    {
        if (x.Rank != 3 || x.Shape[2] != Inputs) throw new ShapeException(TypeName, $"needs [batch, steps, {Inputs}], got {x.Shape}.", [x.Type]);
    }

    private Tensor[] Checked(Tensor x, IReadOnlyList<Tensor> state)
    {
        if (state.Count != StateCount) throw new ShapeException(TypeName, $"its state has {StateCount} tensors, got {state.Count}.", [x.Type]);
        Shape shape = [cells.Count, x.Shape[0], Hidden];
        foreach (var part in state)
        {
            if (part.Shape.Equals(shape)) continue;
            throw new ShapeException(TypeName, $"its state is {shape} for {x.Shape[0]} sequences, got {part.Shape}.", [part.Type]);
        }
        return [.. state];
    }

    private sealed record Cell(Variable InputWeight, Variable StateWeight, Variable InputBias, Variable StateBias);
}

/// <summary>The options of a recurrent network.</summary>
public sealed record RecurrentOptions
{
    /// <summary>The number of layers; each reads the outputs of the one before.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>True for a second network in each layer that runs backward; the outputs of both are joined.</summary>
    public bool IsBidirectional { get; init; }

    /// <summary>The probability with which outputs between layers are dropped in training.</summary>
    public double Dropout { get; init; }

    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"RecurrentOptions {{ Layers = {Layers}, IsBidirectional = {IsBidirectional}, Dropout = {Dropout} }}");
}
