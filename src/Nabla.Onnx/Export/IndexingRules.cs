using static Nabla.Onnx.ModelWriter;

namespace Nabla.Onnx;

/// <summary>Operations that choose elements by their place.</summary>
internal static class IndexingRules
{
    public static IEnumerable<(string Name, Func<NodeWriter, string> Rule)> All =>
    [
        ("argsort", ArgSort),
        ("gather", w => w.Add("Gather", [w[0], w[1]], Attribute("axis", w.Integer("axis")))),
        ("one-hot", OneHot),
        ("scatter-add", ScatterAdd),
        ("scatter-add-along", w => AddAt(w, w[0], w[1], (int)w.Integer("axis"))),
        ("take-along", w => w.Add("GatherElements", [w[0], w[1]], Attribute("axis", w.Integer("axis")))),
    ];

    private static string ArgSort(NodeWriter w)
    {
        var axis = w.Integer("axis");
        return w.Add(
            "TopK",
            [w[0], w.Integers(w.Shape[axis])],
            2,
            Attribute("axis", axis),
            Attribute("largest", w.Attribute("descending").ToBoolean() ? 1 : 0))[1];
    }

    private static string OneHot(NodeWriter w)
    {
        var type = w.Attribute("type").ToElementType();
        var hot = w.Constant("one-hot", Tensor.From([0.0, 1.0]).To(type));
        // A single index needs an axis.
        var isSingle = w.ShapeOf(0).Length == 0;
        var index = isSingle ? MovementRules.Reshape(w, w[0], 1) : w[0];
        var y = w.Add("OneHot", [index, w.Number(w.Integer("classes"), ElementType.Int64), hot], Attribute("axis", -1));
        return isSingle ? w.Add("Squeeze", [y, w.Integers(0)]) : y;
    }

    private static string ScatterAdd(NodeWriter w)
    {
        var (axis, indexRank) = ((int)w.Integer("axis"), (int)w.Integer("indexRank"));
        var shape = w.ShapeOf(0);
        if (shape.Contains(0)) return Zeros(w);
        var count = shape.AsSpan(axis, indexRank);
        // The axes of the indices become one, and each index holds for everything along the other axes.
        AxisSize length = 1;
        foreach (var size in count)
        {
            length = size.IsConstant ? new(length.Constant * size.Constant, length.Factor * size.Constant)
                : length.IsConstant ? new(length.Constant * size.Constant, length.Constant * size.Factor)
                : throw w.Refuse("two of its axes depend on the size of the batch. Set HasAnyBatchSize to false.");
        }
        AxisSize[] flat = [.. shape[..axis], length, .. shape[(axis + indexRank)..]];
        AxisSize[] aligned = [.. Enumerable.Repeat<AxisSize>(1, axis), length, .. Enumerable.Repeat<AxisSize>(1, flat.Length - axis - 1)];
        var index = w.Add("Expand", [MovementRules.Reshape(w, w[1], aligned), w.Integers(flat)]);
        return AddAt(w, MovementRules.Reshape(w, w[0], flat), index, axis);
    }

    private static string AddAt(NodeWriter w, string x, string index, int axis) =>
        w.Add("ScatterElements", [Zeros(w), index, x], Attribute("axis", axis), Attribute("reduction", "add"));

    private static string Zeros(NodeWriter w) => w.Add("Expand", [w.Number(0), w.Integers(w.Shape)]);
}
