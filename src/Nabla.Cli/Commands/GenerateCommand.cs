using System.CommandLine;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary><c>nabla generate</c>: continues a text with a trained model.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("model") { Description = "Model file of train text:FILE" };
        var prompt = new Option<string>("--prompt") { Description = "Text to continue", DefaultValueFactory = _ => "\n" };
        var temperature = Numbers.Real("--temperature", "Divides the logits: low for likely, high for surprising characters; 0 for the most likely", 0.8);
        var length = Numbers.OptionalWhole("--length", "Characters to generate (default: 500)");
        var seed = Numbers.Seed();
        var command = new Command("generate", "Continue a text character by character.") { file, prompt, temperature, length, seed };
        command.SetAction(parsed =>
        {
            var model = TextModel.Load(parsed.GetRequiredValue(file));
            var text = parsed.GetValue(prompt)!;
            var count = parsed.GetValue(length) ?? 500;
            if (count < 0) throw new DataException($"--length {count}: it must not be negative.");
            using var interruption = new Interruption();
            var characters = model.Generate(text, count, parsed.GetValue(temperature), new HostRandom(parsed.GetValue(seed)), interruption.Token);
            Console.Out.Write(text);
            foreach (var character in characters)
            {
                Console.Out.Write(character);
                if (!Console.IsOutputRedirected) Console.Out.Flush();
            }
            Console.Out.WriteLine();
            return 0;
        });
        return command;
    }
}
