namespace Nabla.Learning;

/// <summary>A network that predicts the next character of a text, with its characters.</summary>
/// <param name="Network">Class indices [batch, steps] to logits [batch, steps, characters].</param>
/// <param name="Vocabulary">The characters.</param>
/// <param name="Context">The number of characters in a window of the training.</param>
public sealed record TextModel(Module Network, CharacterVocabulary Vocabulary, int Context)
{
    private const string Format = "nabla-text-1";

    /// <summary>Writes the model. Equal models give identical bytes.</summary>
    /// <exception cref="ArgumentException">The network has a layer that a model file cannot hold.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        Architecture.RequireReadable(Network);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["architecture"] = Architecture.Write(Network),
            ["characters"] = Vocabulary.Characters,
            ["context"] = Context.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        SafetensorsFile.Write(path, metadata, ParameterFile.Entries(Network.StateVariables));
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, or not a model of text.</exception>
    public static TextModel Load(string path)
    {
        var file = SafetensorsFile.Read(path);
        if (!file.Metadata.TryGetValue("format", out var format) || format != Format)
            throw new ModelFileException(path, "this is not a model of text; train one with train text:FILE --model lstm.");
        try
        {
            var model = new TextModel(
                Architecture.Read(file.Metadata["architecture"]),
                new(file.Metadata["characters"]),
                int.Parse(file.Metadata["context"], System.Globalization.CultureInfo.InvariantCulture));
            if (ParameterFile.Assign(file.Entries, model.Network.StateVariables) is { } problems)
                throw new ModelFileException(path, $"the weights do not fit the architecture: {problems}.");
            model.Network.Eval();
            var output = model.Network.Forward(Tensor.Zeros([1, 1], ElementType.Int64)).Shape;
            if (!output.Equals([1, 1, model.Vocabulary.Count]))
                throw new FormatException($"the network returns {output} for one of {model.Vocabulary.Count} characters");
            return model;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or KeyNotFoundException or OverflowException or DataException)
        {
            throw new ModelFileException(path, $"{exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>Continues a text character by character, each drawn from softmax(logits / temperature).</summary>
    /// <param name="prompt">The text to continue.</param>
    /// <param name="length">The number of characters to generate.</param>
    /// <param name="temperature">Above 0; 0 for the most likely character each time.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="cancellation">Stops between characters, with an exception.</param>
    /// <returns>The generated characters, one by one, without the prompt.</returns>
    /// <exception cref="DataException">The prompt is empty or has a character that the model does not know.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is negative or not finite, or the length is negative.</exception>
    public IEnumerable<string> Generate(
        string prompt, int length, double temperature, HostRandom random, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!(temperature >= 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), NumberText.Of(temperature), "The temperature must be a finite number of at least 0.");
        var codes = Vocabulary.Encode(prompt);
        if (codes.Length == 0) throw new DataException("The prompt is empty; give at least one character.");
        return Generate();

        IEnumerable<string> Generate()
        {
            var walk = new StatefulNetwork(Network);
            double[] logits = [];
            foreach (var code in codes) logits = walk.Step(code);
            for (var i = 0; i < length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var next = Draw(logits, temperature, random);
                yield return Vocabulary.Decode([next]);
                if (i + 1 < length) logits = walk.Step(next);
            }
        }
    }

    private static int Draw(double[] logits, double temperature, HostRandom random)
    {
        var most = Array.IndexOf(logits, logits.Max());
        if (temperature == 0) return most;
        var weights = Array.ConvertAll(logits, logit => Math.Exp((logit - logits[most]) / temperature));
        var rest = random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            if ((rest -= weights[i]) < 0) return i;
        return most;
    }

    /// <summary>A network that keeps the state of its recurrent layers from one character to the next.</summary>
    private sealed class StatefulNetwork
    {
        private readonly Func<Tensor[], Tensor[]> step;
        private readonly Tensor[] states;

        public StatefulNetwork(Module network)
        {
            Module[] layers = network is Sequential sequential ? [.. sequential] : [network];
            states =
            [
                .. layers.OfType<RecurrentLayer>().SelectMany(layer => Enumerable.Repeat(
                    Tensor.Zeros([layer.Options.Layers * (layer.Options.IsBidirectional ? 2 : 1), 1, layer.Hidden]), layer.StateCount)),
            ];
            step = Compile.Function(inputs =>
            {
                var (x, place, next) = (inputs[0], 1, new List<Tensor>());
                foreach (var layer in layers)
                {
                    if (layer is not RecurrentLayer recurrent)
                    {
                        x = layer.Forward(x);
                        continue;
                    }
                    (x, var after) = recurrent.Forward(x, inputs[place..(place + recurrent.StateCount)]);
                    place += recurrent.StateCount;
                    next.AddRange(after);
                }
                return [x, .. next];
            });
        }

        /// <summary>Returns the logits of the character after the given one.</summary>
        public double[] Step(long code)
        {
            var results = step([Tensor.From<long>([code], [1, 1]), .. states]);
            results.AsSpan(1).CopyTo(states);
            return results[0].To(ElementType.Float64).ToArray<double>();
        }
    }
}
