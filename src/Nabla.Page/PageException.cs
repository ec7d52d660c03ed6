namespace Nabla.Page;

/// <summary>Thrown when the page cannot do what it is asked to; the message is a sentence for its visitor.</summary>
internal sealed class PageException(string message) : Exception(message);
