using System.Numerics;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The comparison at one size of a sweep. The number of paths is null if the network is too large to count them.</summary>
internal sealed record GradientSweepPoint(
    int Size, string Shape, int Weights, long EvaluationOperations, BigInteger? Paths, IReadOnlyList<GradientMethodResult> Results);
