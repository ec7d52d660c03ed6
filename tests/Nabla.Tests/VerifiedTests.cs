using System.Runtime.CompilerServices;
using Nabla.Compiler;

namespace Nabla.Tests;

internal static class VerifiedTests
{
    /// <summary>Verifies every compiler pass on every graph that a test builds.</summary>
    [ModuleInitializer]
    internal static void VerifyEverything() => Verifier.IsOn = true;
}
