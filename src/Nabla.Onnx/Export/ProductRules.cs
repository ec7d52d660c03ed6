using Nabla.Onnx.Schema;
using static Nabla.Onnx.ModelWriter;

namespace Nabla.Onnx;

/// <summary>Matrix products, convolutions and windows.</summary>
internal static class ProductRules
{
    public static IEnumerable<(string Name, Func<NodeWriter, string> Rule)> All =>
    [
        ("convolution", w => w.Add("Conv", [w[0], w[1]], [.. Windows(w), Attribute("group", w.Integer("groups"))])),
        ("convolution-transposed", ConvolutionTransposed),
        ("determinant", w => w.Add("Det", [w[0]])),
        ("matmul", MatMul),
        ("window-pick", MaxPool),
    ];

    /// <summary>Operations with several results.</summary>
    public static IEnumerable<(string Name, Func<NodeWriter, string[]> Rule)> Several => [("max-pool", MaxPoolWithIndices)];

    private static string MatMul(NodeWriter w)
    {
        var (a, b) = (w.Attribute("transposeA").ToBoolean(), w.Attribute("transposeB").ToBoolean());
        if (!a && !b) return w.Add("MatMul", [w[0], w[1]]);
        if (w.Shape.Length == 2) return w.Add("Gemm", [w[0], w[1]], Attribute("transA", a ? 1 : 0), Attribute("transB", b ? 1 : 0));
        return w.Add("MatMul", [a ? Transposed(w, w[0]) : w[0], b ? Transposed(w, w[1]) : w[1]]);
    }

    private static string Transposed(NodeWriter w, string x)
    {
        var rank = w.Shape.Length;
        return w.Add("Transpose", [x], Attribute("perm", [.. Enumerable.Range(0, rank - 2).Select(axis => (long)axis), rank - 1, rank - 2]));
    }

    private static string ConvolutionTransposed(NodeWriter w)
    {
        // The weights come first here, and second in ONNX.
        var (input, size, stride) = (w.Fixed("input"), w.Fixed("size"), w.Fixed("stride"));
        var (padding, dilation) = (w.Fixed("padding"), w.Fixed("dilation"));
        var known = w.ShapeOf(1);
        var rest = new long[2];
        for (var i = 0; i < 2; i++)
        {
            if (!known[2 + i].IsConstant) throw w.Refuse("the size of its images depends on the size of the batch. Set HasAnyBatchSize to false.");
            rest[i] = input[i] - (stride[i] * (known[2 + i].Constant - 1) + dilation[i] * (size[i] - 1) + 1 - 2 * padding[i]);
        }
        return w.Add("ConvTranspose", [w[1], w[0]], [.. Windows(w), Attribute("group", w.Integer("groups")), Attribute("output_padding", rest)]);
    }

    private static string MaxPool(NodeWriter w)
    {
        if (!ReferenceEquals(w.Operand(0), w.Operand(1)))
            throw w.Refuse("ONNX has the maximum of a window, but not another tensor's element at its place. Gradients of pooling cannot be exported.");
        return w.Add("MaxPool", [w[0]], [.. Windows(w)]);
    }

    /// <summary>ONNX counts places through the whole tensor, Nabla within a plane.</summary>
    private static string[] MaxPoolWithIndices(NodeWriter w)
    {
        var plane = w.Fixed("input");
        var both = w.Add("MaxPool", [w[0]], 2, Windows(w));
        return [both[0], w.Add("Mod", [both[1], w.Number(plane[0] * plane[1], ElementType.Int64)])];
    }

    private static AttributeProto[] Windows(NodeWriter w)
    {
        long[] padding = w.Fixed("padding");
        List<AttributeProto> attributes =
        [
            Attribute("kernel_shape", w.Fixed("size")),
            Attribute("strides", w.Fixed("stride")),
            Attribute("pads", [.. padding, .. padding]),
        ];
        if (w.Node.Operation.Attributes.Any(attribute => attribute.Name == "dilation")) attributes.Add(Attribute("dilations", w.Fixed("dilation")));
        return [.. attributes];
    }
}
