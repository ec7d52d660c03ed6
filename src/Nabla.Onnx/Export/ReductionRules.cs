using static Nabla.Onnx.ModelWriter;

namespace Nabla.Onnx;

/// <summary>Operations that combine the elements of an axis.</summary>
internal static class ReductionRules
{
    public static IEnumerable<(string Name, Func<NodeWriter, string> Rule)> All =>
    [
        ("argmax", w => w.Add("ArgMax", [w[0]], Attribute("axis", w.Integer("axis")), Attribute("keepdims", 0))),
        ("cumulative-sum", CumulativeSum),
        ("log-softmax", w => w.Add("LogSoftmax", [w[0]], Attribute("axis", -1))),
        ("log-sum-exp", w => Reduce(w, "ReduceLogSumExp", w[0], [w.Integer("axis")], false)),
        ("max", w => Reduce(w, "ReduceMax", w[0], w.Fixed("axes"), false)),
        ("mean", w => Reduce(w, "ReduceMean", w[0], w.Fixed("axes"), false)),
        ("min", w => Reduce(w, "ReduceMin", w[0], w.Fixed("axes"), false)),
        ("sum", w => Reduce(w, "ReduceSum", w[0], w.Fixed("axes"), false)),
    ];

    /// <summary>Operations with several results.</summary>
    public static IEnumerable<(string Name, Func<NodeWriter, string[]> Rule)> Several => [("mean-and-variance", MeanAndVariance), ("top-k", TopK)];

    private static string Reduce(NodeWriter w, string type, string x, long[] axes, bool keepsAxes)
    {
        var keep = Attribute("keepdims", keepsAxes ? 1 : 0);
        // Lists of no axes mean all of them.
        if (axes.Length == 0) return w.Add("Identity", [x]);
        // The sum takes its axes as an input since version 13, the others since 18.
        return type == "ReduceSum" || w.Opset >= 18 ? w.Add(type, [x, w.Integers(axes)], keep) : w.Add(type, [x], keep, Attribute("axes", axes));
    }

    private static string[] MeanAndVariance(NodeWriter w)
    {
        var axes = w.Fixed("axes");
        var mean = Reduce(w, "ReduceMean", w[0], axes, true);
        var deviation = w.Add("Sub", [w[0], mean]);
        var sum = Reduce(w, "ReduceSum", w.Add("Mul", [deviation, deviation]), axes, false);
        var variance = w.Add("Div", [sum, w.Number(w.Attribute("divisor").ToDouble())]);
        return [w.Add("Squeeze", [mean, w.Integers(axes)]), variance];
    }

    private static string CumulativeSum(NodeWriter w) =>
        w.Add("CumSum", [w[0], w.Number(w.Integer("axis"), ElementType.Int64)], Attribute("reverse", w.Attribute("backward").ToBoolean() ? 1 : 0));

    private static string[] TopK(NodeWriter w) => w.Add("TopK", [w[0], w.Integers(w.Integer("count"))], 2, Attribute("axis", w.Integer("axis")));
}
