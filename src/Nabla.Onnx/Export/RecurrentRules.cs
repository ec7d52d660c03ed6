using Nabla.Learning;
using Nabla.Onnx.Schema;
using static Nabla.Onnx.ModelWriter;

namespace Nabla.Onnx;

/// <summary>
/// Recurrent layers. ONNX has the steps on the first axis, one block of weights per direction, gates in orders of its own, and one node per layer.
/// </summary>
internal static class RecurrentRules
{
    public static string Rnn(NodeWriter w, Module module, Func<Variable, string> weight) => Write(w, module, "RNN", [0]);

    /// <summary>Nabla's gates are input, forget, cell, output; those of ONNX input, output, forget, cell.</summary>
    public static string Lstm(NodeWriter w, Module module, Func<Variable, string> weight) => Write(w, module, "LSTM", [0, 3, 1, 2]);

    /// <summary>Nabla's gates are reset, update, new; those of ONNX update, reset, new. The reset gate acts after the product, as in cuDNN.</summary>
    public static string Gru(NodeWriter w, Module module, Func<Variable, string> weight) =>
        Write(w, module, "GRU", [1, 0, 2], Attribute("linear_before_reset", 1));

    private static string Write(NodeWriter w, Module module, string type, int[] gates, params AttributeProto[] attributes)
    {
        var layer = (RecurrentLayer)module;
        var variables = layer.NamedParameters().ToDictionary(entry => entry.Path, entry => entry.Variable);
        string[] suffixes = layer.Options.IsBidirectional ? ["", "_reverse"] : [""];
        var y = w.Add("Transpose", [w[0]], Attribute("perm", [1, 0, 2]));
        for (var i = 0; i < layer.Options.Layers; i++)
        {
            var (input, state) = (Stacked("weight_ih"), Stacked("weight_hh"));
            // The biases of the input, then those of the state.
            var bias = Tensor.Concatenate(1, Stacked("bias_ih"), Stacked("bias_hh"));
            y = w.Add(
                type,
                [y, w.Constant($"weight_ih_l{i}", input), w.Constant($"weight_hh_l{i}", state), w.Constant($"bias_l{i}", bias)],
                [
                    Attribute("hidden_size", layer.Hidden),
                    Attribute("direction", layer.Options.IsBidirectional ? "bidirectional" : "forward"),
                    .. attributes,
                ]);
            // [steps, directions, batch, hidden] → [steps, batch, directions · hidden]
            y = w.Add("Transpose", [y], Attribute("perm", [0, 2, 1, 3]));
            y = w.Add("Reshape", [y, w.Integers(0, 0, layer.Outputs)]);

            Tensor Stacked(string name) => Tensor.Stack(0, [.. suffixes.Select(suffix => Ordered(variables[$"{name}_l{i}{suffix}"].Value))]);
        }
        return w.Add("Transpose", [y], Attribute("perm", [1, 0, 2]));

        Tensor Ordered(Tensor value) =>
            Tensor.Concatenate(0, [.. gates.Select(gate => value.Slice(0, (gate * layer.Hidden)..((gate + 1) * layer.Hidden)))]);
    }
}
