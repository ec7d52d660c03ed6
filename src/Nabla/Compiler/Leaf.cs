using Nabla.Core;

namespace Nabla.Compiler;

/// <summary>What a leaf of a canonical graph stands for. It is handed to the program for each run, and is no part of the structure.</summary>
internal abstract record Leaf;

/// <summary>Numbers that exist.</summary>
internal sealed record BufferLeaf(DataBuffer Numbers) : Leaf;

/// <summary>One number, which the program keeps in its own memory.</summary>
internal sealed record ConstantLeaf(double Number) : Leaf;

/// <summary>What a compiled function gets in each run: an argument, or the content of a variable.</summary>
internal sealed record SlotLeaf(Slot Slot) : Leaf;
