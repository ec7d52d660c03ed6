using System.CommandLine;

namespace Nabla.Cli;

/// <summary>The commands of the tool.</summary>
internal static class AllCommands
{
    public static RootCommand Create() => new("Train neural networks with automatic differentiation.")
    {
        TrainCommand.Create(),
        CompareCommand.Create(),
        TuneCommand.Create(),
        EvaluateCommand.Create(),
        PredictCommand.Create(),
        GenerateCommand.Create(),
        SummaryCommand.Create(),
        ExportCommand.Create(),
        DataCommand.Create(),
        GraphCommand.Create(),
        GradientsCommand.Create(),
        PlotCommand.Create(),
        CheckCommand.Create(),
        ExplainCommand.Create(),
        BenchCommand.Create(),
        PlayCommand.Create(),
    };
}
