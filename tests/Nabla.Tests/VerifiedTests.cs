using System.Runtime.CompilerServices;
using Nabla.Compiler;

namespace Nabla.Tests;

internal static class VerifiedTests
{
    /// <summary>Whatever graph a test makes, each pass of the compiler is checked on it.</summary>
    [ModuleInitializer]
    internal static void VerifyEverything() => Verifier.IsOn = true;
}
