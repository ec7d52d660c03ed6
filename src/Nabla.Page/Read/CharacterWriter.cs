namespace Nabla.Page;

/// <summary>A small LSTM that learns a text by heart in the tab, and writes.</summary>
internal sealed class CharacterWriter
{
    private const int Hidden = 40;
    private const int Length = 24;
    private const int Batch = 16;
    private const int MostCharacters = 20_000;
    private const int LeastCharacters = 200;

    private readonly TextModel model;
    private readonly TextWindows windows;
    private readonly Func<Tensor[], Tensor[]> step;
    private readonly string prompt;
    private IEnumerator<Batch>? batches;
    private int epoch, taken;

    /// <summary>Builds the network.</summary>
    /// <param name="text">The text to learn.</param>
    /// <param name="seed">The seed of the weights and the order of the examples.</param>
    /// <exception cref="PageException">The text is too short or too long.</exception>
    internal CharacterWriter(string text, int seed)
    {
        if (text.Length is < LeastCharacters or > MostCharacters)
        {
            throw new PageException(FormattableString.Invariant(
                $"The text has {text.Length} characters; give from {LeastCharacters} to {MostCharacters}. The tool takes any: nabla train text:FILE."));
        }
        var vocabulary = new CharacterVocabulary(text);
        if (vocabulary.Count > 100) throw new PageException($"The text has {vocabulary.Count} different characters; the page learns up to 100.");
        Sequential network = Models.CharLstm(vocabulary.Count, new Generator(seed), Hidden);
        model = new(network, vocabulary, Length);
        windows = new(vocabulary.Encode(text), Length, vocabulary.Count, "text");
        prompt = text[..1];
        var loss = new CrossEntropyLoss();
        var adam = new Adam(network.Parameters(), 0.01) { Transformations = { new ClipByGlobalNorm(5) } };
        var rule = new GradientRule(network, new Objective(loss), adam);
        Weights = network.ParameterCount();
        step = Compile.Function(batch =>
        {
            (Tensor error, _) = rule.Learn(batch[0], loss.Encode(batch[1], vocabulary.Count));
            return [error];
        });
    }

    /// <summary>The number of weights.</summary>
    internal long Weights { get; }

    /// <summary>Takes steps, and returns the number taken so far and the mean error of these.</summary>
    internal double[] Take(int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            while (batches is null || !batches.MoveNext()) batches = windows.Batches(Batch, new HostRandom(1, ++epoch)).GetEnumerator();
            sum += step([batches.Current.Inputs, batches.Current.Targets])[0].ToDouble();
            taken++;
        }
        return [taken, sum / Math.Max(1, count)];
    }

    /// <summary>Writes some characters.</summary>
    /// <param name="length">Their number.</param>
    /// <param name="temperature">0 for the most likely character each time; larger values dare more.</param>
    internal string Write(int length, double temperature) =>
        string.Concat(model.Generate(prompt, length, temperature, new HostRandom(taken)).Prepend(prompt));
}
