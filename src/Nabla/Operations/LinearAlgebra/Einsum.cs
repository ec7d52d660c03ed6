namespace Nabla;

/// <summary>A tensor with axes labeled by letters.</summary>
internal readonly record struct Lettered(Tensor Tensor, string Letters)
{
    /// <summary>Takes the diagonal of a repeated letter.</summary>
    public Lettered WithoutTwins()
    {
        var (x, letters) = this;
        for (var i = 0; i < letters.Length; i++)
        {
            var twin = letters.IndexOf(letters[i], i + 1);
            if (twin < 0) continue;
            // Moves both axes to the end, then takes the diagonal.
            int[] order = [.. Enumerable.Range(0, letters.Length).Where(axis => axis != i && axis != twin), i, twin];
            var letter = letters[i];
            (x, letters) = (x.Permute(order).Diagonal(), string.Concat(order[..^2].Select(axis => letters[axis])) + letter);
            i = -1;
        }
        return new(x, letters);
    }

    /// <summary>Sums over all letters that are not needed.</summary>
    public Lettered SumOthers(Func<char, bool> isWanted)
    {
        var letters = Letters;
        int[] others = [.. Enumerable.Range(0, letters.Length).Where(axis => !isWanted(letters[axis]))];
        return others.Length == 0 ? this : new(Tensor.Sum(others), string.Concat(letters.Where(isWanted)));
    }

    /// <summary>Permutes the axes to the given order of the same letters.</summary>
    public Tensor InOrder(string letters)
    {
        var own = Letters;
        return letters.Length < 2 ? Tensor : Tensor.Permute([.. letters.Select(letter => own.IndexOf(letter))]);
    }

    /// <summary>The product, summed over shared letters that are not needed later, as one batched matrix product.</summary>
    public Lettered Times(Lettered other, Func<char, bool> isWanted)
    {
        var (a, b) = (Letters, other.Letters);
        var batch = string.Concat(a.Where(letter => b.Contains(letter) && isWanted(letter)));
        var summed = string.Concat(a.Where(letter => b.Contains(letter) && !isWanted(letter)));
        var (left, right) = (string.Concat(a.Where(letter => !b.Contains(letter))), string.Concat(b.Where(letter => !a.Contains(letter))));
        var x = InOrder(batch + left + summed);
        var y = other.InOrder(batch + summed + right);
        var (batches, lefts, rights) = (
            x.Shape.ToArray()[..batch.Length],
            x.Shape.ToArray()[batch.Length..(batch.Length + left.Length)],
            y.Shape.ToArray()[(batch.Length + summed.Length)..]);
        var inner = x.Shape.Product(batch.Length + left.Length, x.Rank);
        var count = batches.Aggregate(1, (product, size) => product * size);
        var product = x.Reshape(count, lefts.Aggregate(1, (all, size) => all * size), inner).MatMul(
            y.Reshape(count, inner, rights.Aggregate(1, (all, size) => all * size)));
        return new(product.Reshape((Shape)(int[])[.. batches, .. lefts, .. rights]), batch + left + right);
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// Einstein summation with a letter for each axis, such as <c>"ij,jk->ik"</c> for the matrix product. Letters missing from the result are summed over,
    /// equal letters are matched, and a letter repeated within a factor takes its diagonal. Without an arrow, the result has the letters that appear once, in
    /// alphabetical order. Factors are contracted from left to right by matrix products.
    /// </summary>
    /// <exception cref="ArgumentException">The expression is malformed.</exception>
    /// <exception cref="OperationException">Letters and axes do not fit, or the elements are not floats of one type.</exception>
    public static Tensor Einsum(string subscripts, params ReadOnlySpan<Tensor> factors)
    {
        ArgumentNullException.ThrowIfNull(subscripts);
        var sides = subscripts.Replace(" ", "", StringComparison.Ordinal).Split("->");
        if (sides.Length > 2) throw new ArgumentException($"einsum: '{subscripts}' has more than one arrow.", nameof(subscripts));
        var inputs = sides[0].Split(',');
        if (Array.Exists(sides, side => side.Any(letter => !char.IsAsciiLetter(letter) && letter != ',')) || (sides.Length == 2 && sides[1].Contains(',')))
            throw new ArgumentException($"einsum: '{subscripts}' may only have letters for axes, commas between factors and one arrow.", nameof(subscripts));
        if (inputs.Length != factors.Length)
            throw new ArgumentException($"einsum: '{subscripts}' names {inputs.Length} factors, but {factors.Length} were given.", nameof(factors));
        var all = string.Concat(inputs);
        var result = sides.Length == 2 ? sides[1] : string.Concat(all.Where(letter => all.Count(other => other == letter) == 1).Order());
        if (result.Distinct().Count() != result.Length || !result.All(letter => all.Contains(letter)))
            throw new ArgumentException($"einsum: the result '{result}' must have letters of the factors, each once.", nameof(subscripts));
        RequireSizes(inputs, factors);

        var product = new Lettered(factors[0], inputs[0]).WithoutTwins();
        for (var i = 1; i < factors.Length; i++)
        {
            // Letters that neither the result nor a later factor has are summed over immediately.
            bool IsWanted(char letter) => result.Contains(letter) || inputs.Skip(i + 1).Any(later => later.Contains(letter));
            var next = new Lettered(factors[i], inputs[i]).WithoutTwins();
            var (before, own) = (product.Letters, next.Letters);
            product = product.SumOthers(letter => IsWanted(letter) || own.Contains(letter)).Times(
                next.SumOthers(letter => IsWanted(letter) || before.Contains(letter)), IsWanted);
        }
        return product.SumOthers(letter => result.Contains(letter)).InOrder(result);
    }

    private static void RequireSizes(string[] inputs, ReadOnlySpan<Tensor> factors)
    {
        var sizes = new Dictionary<char, (int Size, int Factor)>();
        for (var i = 0; i < inputs.Length; i++)
        {
            ShapeRules.RequireFloat("einsum", [factors[i].Type]);
            if (factors[i].ElementType != factors[0].ElementType) throw ShapeRules.MixedTypes("einsum", factors[0].Type, factors[i].Type);
            if (inputs[i].Length != factors[i].Rank)
                throw new ShapeException(
                    "einsum",
                    $"factor {i} is {factors[i].Shape} and has {factors[i].Rank} axes, but '{inputs[i]}' has {inputs[i].Length} letters.",
                    [factors[i].Type]);
            for (var axis = 0; axis < inputs[i].Length; axis++)
            {
                var size = factors[i].Shape[axis];
                if (!sizes.TryAdd(inputs[i][axis], (size, i)) && sizes[inputs[i][axis]] is var known && known.Size != size)
                    throw new ShapeException(
                        "einsum",
                        $"'{inputs[i][axis]}' has size {known.Size} in factor {known.Factor} and {size} in factor {i}.",
                        [factors[known.Factor].Type, factors[i].Type]);
            }
        }
    }
}
