using Xunit;

namespace Nabla.PublicTests;

/// <summary>Runs code that is shown in a document.</summary>
internal static class Snippet
{
    private static readonly Lock Gate = new();

    /// <summary>Asserts that the code prints the text.</summary>
    public static void AssertPrints(string expected, Action snippet) => Assert.Equal(expected, Printed(snippet));

    /// <summary>Returns what the code prints.</summary>
    public static string Printed(Action snippet)
    {
        // There is only one console.
        lock (Gate)
        {
            var (console, written) = (Console.Out, new StringWriter { NewLine = "\n" });
            Console.SetOut(written);
            try
            {
                snippet();
            }
            finally
            {
                Console.SetOut(console);
            }
            return written.ToString();
        }
    }
}
