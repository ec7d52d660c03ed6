namespace Nabla.Onnx;

/// <summary>A network that ONNX cannot say, or a model that cannot be used. The message names the operation, the module or the node, and a way out.</summary>
/// <param name="message">What is wrong, and what can be done.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class OnnxException(string message, Exception? inner = null) : Exception(message, inner);
