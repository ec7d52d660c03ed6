using static Nabla.Onnx.ModelWriter;

namespace Nabla.Onnx;

/// <summary>Operations that move elements.</summary>
internal static class MovementRules
{
    public static IEnumerable<(string Name, Func<NodeWriter, string> Rule)> All =>
    [
        ("broadcast", w => w.Add("Expand", [w[0], w.Integers(w.Shape)])),
        ("concatenate", w => w.Add("Concat", [.. w.Names], Attribute("axis", w.Integer("axis")))),
        ("flip", Flip),
        ("optimization-barrier", w => w.Add("Identity", [w[0]])),
        ("permute", w => w.Add("Transpose", [w[0]], Attribute("perm", w.Fixed("order")))),
        ("reshape", w => Reshape(w, w[0], w.Shape)),
        ("slice", Slice),
        ("spread", Spread),
    ];

    /// <summary>Gives a value another shape.</summary>
    public static string Reshape(NodeWriter w, string x, params AxisSize[] sizes)
    {
        // A zero would mean the size of the input's axis.
        if (sizes.Contains(0)) return w.Add("Reshape", [x, w.Integers(sizes)], Attribute("allowzero", 1));
        // ONNX computes one size from the others, so that a single one that depends on the batch need not be known.
        if (sizes.Count(size => !size.IsConstant) == 1) sizes = Array.ConvertAll(sizes, size => size.IsConstant ? size : -1);
        return w.Add("Reshape", [x, w.Integers(sizes)]);
    }

    private static string Flip(NodeWriter w)
    {
        // From the last element to the one before the first, in steps of −1.
        var axis = w.Integer("axis");
        return w.Add("Slice", [w[0], w.Integers(-1), w.Integers(long.MinValue), w.Integers(axis), w.Integers(-1)]);
    }

    private static string Slice(NodeWriter w)
    {
        var (start, count, step) = (w.Sizes("start")[0], w.Sizes("count")[0], w.Integer("step"));
        // One past the last element; with a step, up to step − 1 more would be right as well.
        var end = new AxisSize(start.Constant + count.Constant * step, start.Factor + count.Factor * step);
        return w.Add("Slice", [w[0], w.Integers(start), w.Integers(end), w.Integers(w.Integer("axis")), w.Integers(step)]);
    }

    /// <summary>Places its inputs on an axis, with zeros between and around them.</summary>
    private static string Spread(NodeWriter w)
    {
        var (axis, step) = ((int)w.Integer("axis"), w.Integer("step"));
        var (starts, counts, size) = (w.Fixed("start"), w.Fixed("count"), w.Integer("size"));
        var sum = "";
        for (var i = 0; i < w.Names.Count; i++)
        {
            var (part, length) = (w[i], counts[i]);
            if (step > 1 && length > 0)
            {
                // Each element becomes a row of its own, which is filled with zeros behind it.
                var shape = w.ShapeOf(i).ToList();
                shape.Insert(axis + 1, 1);
                part = Reshape(w, part, [.. shape]);
                part = Pad(w, part, shape.Count, axis + 1, 0, step - 1);
                shape.RemoveAt(axis + 1);
                shape[axis] = length * step;
                part = Reshape(w, part, [.. shape]);
                part = w.Add("Slice", [part, w.Integers(0), w.Integers(length * step - step + 1), w.Integers(axis)]);
                length = length * step - step + 1;
            }
            part = Pad(w, part, w.Shape.Length, axis, starts[i], size - starts[i] - length);
            sum = i == 0 ? part : w.Add(w.Type == ElementType.Boolean ? "Or" : "Add", [sum, part]);
        }
        return sum;
    }

    private static string Pad(NodeWriter w, string part, int rank, int axis, long before, long after)
    {
        var pads = new long[2 * rank];
        (pads[axis], pads[rank + axis]) = (before, after);
        return w.Add("Pad", [part, w.Integers(pads), w.Number(0)]);
    }
}
