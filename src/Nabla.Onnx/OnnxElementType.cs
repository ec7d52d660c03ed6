using Nabla.Onnx.Schema;

namespace Nabla.Onnx;

/// <summary>The element types of ONNX for those of Nabla.</summary>
internal static class OnnxElementType
{
    public static TensorProto.Types.DataType Of(ElementType type) => type switch
    {
        ElementType.Float32 => TensorProto.Types.DataType.Float,
        ElementType.Float64 => TensorProto.Types.DataType.Double,
        ElementType.Int32 => TensorProto.Types.DataType.Int32,
        ElementType.Int64 => TensorProto.Types.DataType.Int64,
        _ => TensorProto.Types.DataType.Bool,
    };
}
