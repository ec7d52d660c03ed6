using System.CommandLine;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary><c>nabla evaluate</c>: measures the accuracy of a saved model.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var source = new DataSource();
        var file = new Argument<string>("model") { Description = "Model file" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var command = new Command("evaluate", "Evaluate a saved model on the test set, or on all examples if there is none.") { file, json };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            var model = ModelFile.Load(parsed.GetRequiredValue(file));
            var raw = source.LoadFor(parsed, model);
            var prepared = model.Prepare(raw);
            if (!parsed.GetValue(json)) Report.Notes(raw);
            using var interruption = new Interruption();
            var metrics = Trainer.Evaluate(model.Network, Loss.FromName(model.LossName), prepared, interruption.Token);
            Console.Out.WriteLine(parsed.GetValue(json)
                ? Json.Line([("data", source.ShortName(parsed)), ("examples", raw.Count), .. Report.Members(model, raw, metrics)])
                : Report.Test(model, raw, metrics));
            return 0;
        });
        return command;
    }
}
