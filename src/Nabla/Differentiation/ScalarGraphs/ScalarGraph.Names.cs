namespace Nabla;

public sealed partial class ScalarGraph
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>
    /// A unique name for every node: the variable's own, the one in <paramref name="given"/>, or the next free letter, as in a lecture:
    /// with inputs a and b, the first intermediate result is c.
    /// </summary>
    public string[] NameNodes(IReadOnlyDictionary<Tensor, string>? given = null)
    {
        var names = new string[nodes.Length];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Length; i++)
        {
            var tensor = nodes[i].Tensor;
            var name = tensor.Variable is { Name.Length: > 0 } || tensor.Rank > 0 ? nodes[i].ToString() : null;
            if (tensor.Variable is null && given is not null && given.TryGetValue(tensor, out var chosen)) name = chosen;
            if (name is null) continue;
            // Two operations of one kind or two variables may share a name.
            names[i] = name;
            for (var copy = 2; !taken.Add(names[i]); copy++) names[i] = $"{name}′{copy}";
        }
        var next = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (names[i] is not null) continue;
            do names[i] = next < Letters.Length ? Letters[next].ToString() : $"v{next - Letters.Length + 1}";
            while (next++ >= 0 && !taken.Add(names[i]));
        }
        return names;
    }

    /// <summary>The formula of a node in terms of the names of its inputs: <c>a + b</c>; empty for a leaf.</summary>
    /// <param name="node">The node.</param>
    /// <param name="names">The names of all nodes, from <see cref="NameNodes"/>.</param>
    public string Formula(int node, IReadOnlyList<string> names)
    {
        var tensor = nodes[Checked(node)].Tensor;
        var inputs = tensor.InputArray;
        if (inputs.Length == 0) return "";
        if (Array.Exists(inputs, input => input.ElementCount != 1)) return tensor.Operation.ToString();
        var texts = Array.ConvertAll(inputs, input =>
            places.TryGetValue(input, out var place) ? names[place] : Number(input.Read()[0]));
        if (tensor.Operation is Argument) return texts[0];
        return tensor.Operation.FormulaOf(texts) ?? tensor.Operation.ToString();
    }
}
