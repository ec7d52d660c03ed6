using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

// These calls end in milliseconds: not worth a cancellation token in each.
#pragma warning disable xUnit1051
namespace Nabla.Tests.Learning.Training.Checkpoints;

/// <summary>A run that is stopped and resumed ends with the bytes of one that is not, and nothing that happens to the files goes unnoticed.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int Examples = 103;
    private readonly DataFolder folder = new();
    private readonly List<string> reports = [];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(10)] // the end of an epoch
    [InlineData(11)]
    [InlineData(37)]
    [InlineData(60)] // the end of the run
    public void Fit_StoppedAndResumed_EndsWithTheSameBytes(int stop)
    {
        var whole = Run(null);
        Fit(Options(everySteps: 7), stop, out var stopped);
        Assert.Equal(stop / 10, stopped.Count);

        var resumed = Run(Options(everySteps: 7) with { Resumes = true });

        Assert.Equal(whole.Weights, resumed.Weights);
        Assert.Equal(whole.Results.Select(Text), resumed.Results.Select(Text));
        Assert.Equal(whole.InitialLoss, resumed.InitialLoss);
        Assert.Empty(reports);
        // Resuming a complete run changes nothing.
        Assert.Equal(whole.Weights, Run(Options(everySteps: 7) with { Resumes = true }).Weights);
    }

    [Fact]
    public void Fit_WithCheckpoints_LearnsAsWithout() => Assert.Equal(Run(null).Weights, Run(Options(everySteps: 1)).Weights);

    [Fact]
    public void Fit_ResumedAfterEveryStep_EndsWithTheSameBytes()
    {
        var whole = Run(null);
        for (var step = 1; step <= 59; step++) Fit(Options(everySteps: 1000) with { Resumes = true }, step, out _);
        Assert.Equal(whole.Weights, Run(Options(everySteps: 1000) with { Resumes = true }).Weights);
    }

    [Fact]
    public void Fit_ManyCheckpoints_KeepsTheNewestAndTheBest()
    {
        Run(Options(everySteps: 3) with { Keep = 3 });
        Assert.Equal(
            ["best.safetensors", "lock", "step-000000000054.safetensors", "step-000000000057.safetensors", "step-000000000060.safetensors"],
            Names());
    }

    [Fact]
    public void Fit_NewestDamaged_ResumesFromTheOneBeforeAndSaysSo()
    {
        var whole = Run(null);
        Fit(Options(everySteps: 10), 35, out _);
        var newest = Newest();
        var bytes = File.ReadAllBytes(newest);
        Action[] damages = [() => Flip(newest, bytes, bytes.Length - 3), () => File.WriteAllBytes(newest, bytes[..^5]), () => File.WriteAllBytes(newest, [])];
        foreach (var damage in damages)
        {
            File.WriteAllBytes(newest, bytes);
            damage();
            var kept = Directory.GetFiles(Path).ToDictionary(file => file, File.ReadAllBytes);
            reports.Clear();
            Assert.Equal(whole.Weights, Run(Options(everySteps: 1000) with { Resumes = true }).Weights);
            Assert.Contains(System.IO.Path.GetFileName(newest), Assert.Single(reports));
            Assert.EndsWith("Resuming from step-000000000030.safetensors instead.", reports[0]);
            foreach (var file in Directory.GetFiles(Path)) File.Delete(file);
            foreach (var (file, content) in kept) File.WriteAllBytes(file, content);
        }
    }

    [Fact]
    public void Fit_AllDamaged_IsRefused()
    {
        Fit(Options(everySteps: 10), 25, out _);
        foreach (var file in Directory.GetFiles(Path, "step-*")) Flip(file, File.ReadAllBytes(file), 300);
        var error = Assert.Throws<ModelFileException>(() => Run(Options(everySteps: 10) with { Resumes = true }));
        Assert.StartsWith(Newest(), error.Message);
    }

    [Fact]
    public void Read_AnyByteFlippedOrCut_IsAnErrorOfOneLine()
    {
        Fit(Options(everySteps: 1000), 3, out _);
        var file = Newest();
        var bytes = File.ReadAllBytes(file);
        var changed = (byte[])bytes.Clone();
        var path = folder.In("changed");
        // Every byte of the header, and a share of the rest.
        for (var i = 0; i < bytes.Length; i += i < 400 ? 1 : 41)
        {
            changed[i] ^= (byte)(1 << i % 8);
            File.WriteAllBytes(path, changed);
            Refuse();
            changed[i] = bytes[i];
            File.WriteAllBytes(path, bytes[..i]);
            Refuse();
        }

        void Refuse()
        {
            var error = Assert.Throws<ModelFileException>(() => CheckpointFile.Read(path));
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void Fit_FolderInUse_IsRefused()
    {
        var isRefused = false;
        Fit(Options(everySteps: 5), 8, out _, () =>
        {
            var error = Assert.Throws<IOException>(() => Run(Options(everySteps: 5) with { Resumes = true }));
            Assert.Contains("another run is writing its checkpoints there", error.Message);
            isRefused = true;
        });
        Assert.True(isRefused);
    }

    [Fact]
    public void Fit_FolderOfAnEarlierRun_IsRefusedUnlessResumed()
    {
        Fit(Options(everySteps: 5), 8, out _);
        var names = Names();
        Assert.Contains("holds a checkpoint of an earlier run", Assert.Throws<IOException>(() => Run(Options(everySteps: 5))).Message);
        Assert.Equal(names, Names());
    }

    [Fact]
    public void Fit_OtherSettings_AreRefusedByName()
    {
        Fit(Options(everySteps: 5), 8, out _);
        var resumed = Options(everySteps: 5) with { Resumes = true };
        foreach (var (options, part) in ((TrainingOptions, string)[])
        [
            (Training(resumed) with { BatchSize = 12 }, "whose batch size was 11, not 12"),
            (Training(resumed) with { Epochs = 7 }, "whose epochs was 6, not 7"),
            (Training(resumed) with { Seed = 5 }, "whose seed was 3, not 5"),
            (Training(resumed with { Identity = "b" }), "on other examples or with other settings"),
        ])
        {
            var error = Assert.Throws<ModelFileException>(() => new Experiment(options).Fit(0));
            Assert.Contains(part, error.Message);
        }
        Assert.Contains("'network.0.weight'", Assert.Throws<ModelFileException>(() => new Experiment(Training(resumed), hidden: 9).Fit(0)).Message);
    }

    [Fact]
    public void Fit_CheckpointsThatCannotBeWritten_AreReportedAndTheRunGoesOn()
    {
        var whole = Run(null);
        var blocked = System.IO.Path.Combine(Path, "step-000000000010.safetensors");
        Directory.CreateDirectory(blocked);
        File.WriteAllText(System.IO.Path.Combine(blocked, "file"), "");
        Assert.Equal(whole.Weights, Run(Options(everySteps: 10) with { Resumes = true, Keep = 9 }).Weights);
        // In the last step of the first epoch, and again as the best one after it.
        Assert.Equal(2, reports.Count);
        Assert.All(reports, report => Assert.StartsWith("the checkpoint is not written: cannot write '", report));
        Assert.Contains("step-000000000060.safetensors", Names());
        foreach (var file in Directory.GetFiles(Path)) File.Delete(file);
        Assert.Throws<IOException>(() => Run(Options(everySteps: 10) with { Resumes = true, Report = null }));
    }

    [Fact]
    public void Open_AfterAKill_RemovesWhatIsHalfWritten()
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(System.IO.Path.Combine(Path, ".abcdefgh.ijk.tmp"), "half");
        Run(Options(everySteps: 20));
        Assert.DoesNotContain(Names(), name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_BadOptions_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(Options(everySteps: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(Options(everySteps: 1) with { Keep = 0 }));
        Assert.Throws<ArgumentException>(() => Run(new CheckpointOptions(" ")));
        var file = folder.Write("file", "");
        Assert.Throws<IOException>(() => Run(new CheckpointOptions(System.IO.Path.Combine(file, "inside"))));
    }

    [Fact]
    public void Fit_AverageOfAnotherNetwork_IsRefused()
    {
        var network = new Sequential(new Linear(2, 2, new Generator(1)));
        var other = new ExponentialMovingAverage(new Linear(2, 2, new Generator(1)).Parameters());
        var trainer = new Trainer(network, new(new CrossEntropyLoss()), new Sgd(network.Parameters(), 0.1));
        Assert.Throws<ArgumentException>(() => trainer.Fit(Data(), null, new() { Average = other }));
    }

    [Fact]
    public void Fingerprint_OfEqualExamples_IsEqual()
    {
        var data = Data();
        Assert.Equal(data.Fingerprint(), Data().Fingerprint());
        Assert.NotEqual(data.Fingerprint(), SyntheticData.Moons(Examples, 0.1, new HostRandom(5)).Fingerprint());
        Assert.Equal(64, data.Fingerprint().Length);
    }

    private string Path => folder.In("checkpoints");

    private static Dataset Data() => SyntheticData.Moons(Examples, 0.1, new HostRandom(4));

    private static string Text(EpochResult result) => (result with { Seconds = 0 }).ToString();

    private static void Flip(string file, byte[] bytes, int at)
    {
        var changed = (byte[])bytes.Clone();
        changed[at] ^= 16;
        File.WriteAllBytes(file, changed);
    }

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private string Newest() => Directory.GetFiles(Path, "step-*").Order(StringComparer.Ordinal).Last();

    private CheckpointOptions Options(int everySteps) => new(Path) { EverySteps = everySteps, Report = reports.Add, Identity = "a" };

    private static TrainingOptions Training(CheckpointOptions? checkpoints) =>
        new() { Epochs = 6, BatchSize = 11, Seed = 3, Schedule = null, Checkpoints = checkpoints };

    private static (float[] Weights, IReadOnlyList<EpochResult> Results, double InitialLoss) Run(CheckpointOptions? checkpoints)
    {
        var experiment = new Experiment(Training(checkpoints));
        var results = experiment.Fit(0);
        return (experiment.Weights, results, experiment.InitialLoss);
    }

    private static void Fit(CheckpointOptions checkpoints, int stop, out IReadOnlyList<EpochResult> results, Action? atStop = null) =>
        results = new Experiment(Training(checkpoints)).Fit(stop, atStop);

    /// <summary>A network with everything that has a state: dropout, running statistics, momentum, clipping, a schedule, an average and augmentation.</summary>
    private sealed class Experiment
    {
        private readonly Sequential network;
        private readonly Trainer trainer;
        private readonly TrainingOptions options;
        private readonly PlateauSchedule schedule = new(0.5, patience: 0);

        public Experiment(TrainingOptions options, int hidden = 8)
        {
            var random = new Generator(1);
            network = new(
                new Linear(2, hidden, random), new BatchNorm(hidden), Activation.FromName("relu"), new Dropout(0.3, new Generator(2)),
                new Linear(hidden, 2, random));
            var optimizer = new AdamW(network.Parameters(), 0.01)
            {
                Transformations = { new ClipByGlobalNorm(1), new GradientAccumulation(2, network.Parameters()) },
            };
            trainer = new(network, new(new CrossEntropyLoss()), optimizer);
            this.options = options with { Schedule = new WarmUpSchedule(9, schedule), Average = new ExponentialMovingAverage(network.Parameters(), 0.9) };
        }

        public float[] Weights => [.. network.StateVariables.SelectMany(entry => entry.Variable.Value.To(ElementType.Float32).ToArray<float>())];

        public double InitialLoss => trainer.InitialLoss;

        public IReadOnlyList<EpochResult> Fit(int stop, Action? atStop = null)
        {
            using var source = new CancellationTokenSource();
            var data = Data().Augment((batch, stream) => batch with { Inputs = batch.Inputs + (float)(0.01 * stream.NextNormal()) });
            var (done, perEpoch) = (0, (Examples + options.BatchSize - 1) / options.BatchSize);
            return trainer.Fit(
                data,
                SyntheticData.Moons(50, 0.1, new HostRandom(6)),
                options,
                [
                    schedule,
                    new TrainingCallback(progress =>
                    {
                        done = (progress.Epoch - 1) * perEpoch + progress.Batch;
                        if (done != stop) return;
                        atStop?.Invoke();
                        source.Cancel();
                    }),
                ],
                source.Token);
        }
    }
}
