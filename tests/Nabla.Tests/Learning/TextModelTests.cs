using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning;

public sealed class TextModelTests : IDisposable
{
    private const string Text = "the cat sat on the mat. the rat sat on the cat. ";
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Vocabulary_OfAText_NumbersItsCharactersInOrder()
    {
        var vocabulary = new CharacterVocabulary("banana 😀");
        Assert.Equal(" abn😀", vocabulary.Characters);
        Assert.Equal([3, 1, 2], vocabulary.Encode("nab"));
        Assert.Equal("nab😀", vocabulary.Decode(vocabulary.Encode("nab😀")));
        Assert.Contains("'x' at position 1", Assert.Throws<DataException>(() => vocabulary.Encode("ax")).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => new CharacterVocabulary(""));
    }

    [Fact]
    public void Windows_InOrder_CoverTheTextWithTheNextCharacterAsTarget()
    {
        var windows = new TextWindows([0, 1, 2, 3, 4, 5, 6, 7], 3, 8, "text");
        var batches = windows.Batches(2).ToList();
        Assert.Equal(2, windows.Count);
        var batch = Assert.Single(batches);
        Assert.Equal([0L, 1, 2, 3, 4, 5], batch.Inputs.ToArray<long>());
        Assert.Equal([1L, 2, 3, 4, 5, 6], batch.Targets.ToArray<long>());
        Assert.Throws<DataException>(() => new TextWindows([0, 1, 2], 3, 8, "text"));
    }

    [Fact]
    public void Windows_Shuffled_AreStretchesOfTheTextAndTheSameForOneSeed()
    {
        var windows = new TextWindows([.. Enumerable.Range(0, 100).Select(i => (long)i)], 7, 100, "text");
        for (var seed = 0; seed < 20; seed++)
        {
            var all = windows.Batches(4, new HostRandom(seed)).ToList();
            Assert.Equal(Inputs(all), Inputs(windows.Batches(4, new HostRandom(seed))));
            var starts = new HashSet<long>();
            foreach (var batch in all)
            {
                var (x, y) = (batch.Inputs.ToArray<long>(), batch.Targets.ToArray<long>());
                for (var i = 0; i < x.Length; i++) Assert.Equal(x[i - i % 7] + i % 7, x[i]);
                for (var i = 0; i < x.Length; i++) Assert.Equal(x[i] + 1, y[i]);
                for (var i = 0; i < x.Length; i += 7) Assert.True(starts.Add(x[i]));
            }
        }

        static IEnumerable<long> Inputs(IEnumerable<Batch> batches) => batches.SelectMany(batch => batch.Inputs.ToArray<long>());
    }

    [Fact]
    public void Train_OnAShortText_LearnsItAndWritesItAgain()
    {
        var vocabulary = new CharacterVocabulary(Text);
        var codes = vocabulary.Encode(string.Concat(Enumerable.Repeat(Text, 20)));
        var network = Models.CharLstm(vocabulary.Count, new Generator(1), hidden: 32);
        var trainer = new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters(), 0.01));
        var results = trainer.Fit(
            new TextWindows(codes, 24, vocabulary.Count, "text"), null, new() { Epochs = 30, BatchSize = 8 }, cancellation: Token);
        Assert.InRange(results[^1].Training.Loss, 0, 0.3);
        Assert.InRange(results[^1].Training.Score, 0.85, 1);
        var model = new TextModel(network, vocabulary, 24);
        model.Save(path);
        var loaded = TextModel.Load(path);
        Assert.Equal((model.Context, model.Vocabulary.Characters), (loaded.Context, loaded.Vocabulary.Characters));
        // Everything it writes has been read.
        var written = "the c" + string.Concat(loaded.Generate("the c", 40, 0, new HostRandom(1), Token));
        for (var i = 0; i + 5 <= written.Length; i++) Assert.Contains(written.Substring(i, 5), Text + Text, StringComparison.Ordinal);
        Assert.Equal(
            string.Concat(model.Generate("the", 40, 1, new HostRandom(5), Token)),
            string.Concat(loaded.Generate("the", 40, 1, new HostRandom(5), Token)));
        Assert.Throws<DataException>(() => loaded.Generate("", 3, 1, new HostRandom(1), Token).ToList());
        Assert.Throws<DataException>(() => loaded.Generate("THE", 3, 1, new HostRandom(1), Token).ToList());
        Assert.Throws<ArgumentOutOfRangeException>(() => loaded.Generate("the", 3, -1, new HostRandom(1), Token));
        Assert.Contains("use it with generate", Assert.Throws<ModelFileException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_StepByStep_GivesTheLogitsOfTheWholeSequence()
    {
        var vocabulary = new CharacterVocabulary("abc");
        var network = Models.CharLstm(3, new Generator(4), hidden: 8, layers: 2, dropout: 0.3);
        network.Eval();
        var model = new TextModel(network, vocabulary, 4);
        var text = "abcab" + string.Concat(model.Generate("abcab", 6, 0, new HostRandom(1), Token));
        var logits = network.Forward(Tensor.From(vocabulary.Encode(text[..^1]), [1, text.Length - 1]));
        Assert.Equal(vocabulary.Encode(text)[5..], logits.ArgMax(2).Slice(1, 4..).Reshape(-1).ToArray<long>());
    }
}
