using Nabla.Core;

namespace Nabla.Compiler;

/// <summary>What a leaf of a canonical graph refers to. It is passed to the program for each run and is not part of the structure.</summary>
internal abstract record Leaf;

/// <summary>Existing data.</summary>
internal sealed record BufferLeaf(DataBuffer Numbers) : Leaf;

/// <summary>A scalar constant that the program keeps in its own memory.</summary>
internal sealed record ConstantLeaf(double Number) : Leaf;

/// <summary>An input of a compiled function: an argument, or the value of a variable.</summary>
internal sealed record SlotLeaf(Slot Slot) : Leaf;
