using System.Diagnostics.CodeAnalysis;

namespace Nabla;

/// <summary>The only mutable thing: a place that holds a tensor of fixed type. Parameters and all other state are variables.</summary>
public sealed class Variable
{
    private Tensor content;

    /// <summary>A variable holding <paramref name="initial"/>, whose element type and shape it keeps for life.</summary>
    public Variable(Tensor initial, string name = "")
    {
        ArgumentNullException.ThrowIfNull(initial);
        Name = name;
        content = Tensor.Content(this, initial);
    }

    /// <summary>A name for messages and pictures.</summary>
    public string Name { get; }

    /// <summary>Element type and shape, the same for life.</summary>
    public TensorType Type => content.Type;

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape => content.Shape;

    /// <summary>
    /// The content, as a node that derivatives can be taken by. Setting it cuts history: the new content is a node of its own,
    /// whose numbers are computed when they, or anything that was computed from the old content, are next read. Putting back a content
    /// that the variable had before puts back the same node.
    /// </summary>
    /// <exception cref="ShapeException">The new content has another element type or shape.</exception>
    [AllowNull]
    public Tensor Value
    {
        get => Volatile.Read(ref content);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Type != Type)
                throw new ShapeException("set", $"variable{(Name.Length > 0 ? $" '{Name}'" : "")} holds {Type} and cannot take {value.Type}.", [Type, value.Type]);
            Volatile.Write(ref content, value.Variable == this ? value : Tensor.Content(this, value));
        }
    }

    /// <summary>The content.</summary>
    public static implicit operator Tensor(Variable variable) => variable.Value;

    /// <summary>Name, type and content.</summary>
    public override string ToString() => $"variable{(Name.Length > 0 ? $" {Name}" : "")} = {Value}";
}
