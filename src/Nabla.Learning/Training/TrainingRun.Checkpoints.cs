using System.Globalization;
using System.Runtime.InteropServices;

namespace Nabla.Learning;

internal sealed partial class TrainingRun
{
    private const string PositionPrefix = "position.";

    private CheckpointFolder? folder;
    private IReadOnlyList<(string Name, Variable Variable)> variables = [];
    private Dictionary<string, string> terms = [];

    /// <summary>All variables that a run changes, with the names that they have in a checkpoint.</summary>
    private List<(string Name, Variable Variable)> RunVariables()
    {
        var all = new List<(string Name, Variable Variable)>();
        var known = new HashSet<Variable>();
        void Add(string prefix, IEnumerable<(string Name, Variable Variable)> entries)
        {
            // A schedule may be a callback as well.
            foreach (var (name, variable) in entries)
                if (known.Add(variable)) all.Add((prefix + name, variable));
        }

        Add("network.", network.StateVariables);
        Add("generators.", network.NamedGenerators().Select(entry => (entry.Path, entry.Generator.State)));
        Add("rule.", rule.StateVariables);
        if (options.Schedule is { } schedule) Add("schedule.", schedule.StateVariables);
        if (options.Average is { } average) Add("average.", average.StateVariables);
        if (best is not null) Add("best.", best.StateVariables);
        for (var i = 0; i < callbacks.Count; i++) Add(string.Create(CultureInfo.InvariantCulture, $"callbacks.{i}."), callbacks[i].StateVariables);
        return all;
    }

    /// <summary>What a resumed run must have in common with the one that wrote the checkpoint.</summary>
    private Dictionary<string, string> RunTerms() => new()
    {
        ["epochs"] = options.Epochs.ToString(CultureInfo.InvariantCulture),
        ["batch size"] = options.BatchSize.ToString(CultureInfo.InvariantCulture),
        ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
        ["schedule"] = options.Schedule?.GetType().Name ?? "none",
        ["rule"] = rule.GetType().Name,
        ["loss"] = loss.Name,
        ["examples"] = training.Count.ToString(CultureInfo.InvariantCulture),
        ["identity"] = options.Checkpoints?.Identity ?? "",
    };

    private void Open(CheckpointFolder opened) => (folder, variables, terms) = (opened, RunVariables(), RunTerms());

    /// <summary>Copies the state of the run, and writes the copy in the background.</summary>
    private void Save(bool isBest = false)
    {
        Position.PresentRate = rule.KeptRate;
        // A run that has diverged must not replace the checkpoints from which it could be rescued.
        if (folder is null || !Position.IsFinite) return;
        using var activity = TrainingTelemetry.Start("checkpoint");
        var entries = ParameterFile.Entries([.. variables, .. Position.ToVariables().Select(entry => (PositionPrefix + entry.Name, entry.Variable))]);
        folder.Write(Position.Step, terms, entries, isBest);
    }

    /// <summary>Sets the variables and the position from the newest checkpoint, all or none.</summary>
    /// <returns>False if there is no checkpoint.</returns>
    /// <exception cref="ModelFileException">The checkpoint is damaged, or belongs to a different run.</exception>
    private bool Restore(CheckpointFolder folder)
    {
        if (folder.Read() is not var (path, file)) return false;
        foreach (var (term, value) in terms)
        {
            var written = file.Metadata.GetValueOrDefault(term, "");
            if (written == value) continue;
            throw new ModelFileException(
                path,
                term == "identity"
                    ? "it was written by a run on other examples or with other settings; a resumed run needs the same."
                    : $"it was written by a run whose {term} was {Printable.Escape(written)}, not {value}; a resumed run needs the same.");
        }
        var own = file.Entries.Where(entry => entry.Name.StartsWith(PositionPrefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Name);
        if (ParameterFile.Assign([.. file.Entries.Where(entry => !own.ContainsKey(entry.Name))], variables) is { } problems)
            throw new ModelFileException(path, $"it does not fit this run: {problems}.");
        ReadOnlySpan<T> Numbers<T>(string name)
            where T : unmanaged => MemoryMarshal.Cast<byte, T>(own[PositionPrefix + name].Data.Span);
        Position.Set(Numbers<long>("counts"), Numbers<double>("sums"), Numbers<double>("results"));
        return true;
    }
}
