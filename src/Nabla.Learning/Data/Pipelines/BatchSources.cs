using System.Security.Cryptography;
using System.Text;

namespace Nabla.Learning;

/// <summary>Functions of batch sources.</summary>
public static class BatchSources
{
    /// <summary>
    /// Returns the source with batches changed at random: flipped images, added noise. Batches in random order, as in training, are changed; those in the
    /// original order, as in evaluation, are not. The same seed gives the same changes.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="change">Returns a batch of the same types from a batch and a random stream of its own.</param>
    /// <exception cref="DataException">When enumerated: a changed batch has another shape or element type.</exception>
    public static IBatchSource Augment(this IBatchSource source, Func<Batch, HostRandom, Batch> change)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(change);
        return new AugmentedSource(source, change);
    }

    /// <summary>
    /// Returns the source with images changed at random in training. Batches in random order are changed; those in the original order, as in evaluation, are
    /// not. The same seed gives the same changes on any number of threads.
    /// </summary>
    /// <param name="source">Images [height, width] or [channels, height, width].</param>
    /// <param name="augmentation">Changes an image; see <see cref="Compose"/> for several.</param>
    /// <exception cref="DataException">The examples are not images, or too small for the augmentation.</exception>
    public static IBatchSource Augment(this IBatchSource source, Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(augmentation);
        augmentation.Require(ImageShape.Of(source.Name, source.ExampleShape));
        return source.Augment(augmentation.Apply);
    }

    /// <summary>Returns the source with a function applied to every batch, in training and evaluation alike.</summary>
    /// <param name="source">The source.</param>
    /// <param name="change">Returns a batch with as many examples. It may be called on several threads at once.</param>
    /// <param name="exampleShape">The shape of one example afterward; null if it stays.</param>
    /// <param name="outputWidth">The number of outputs afterward; null if it stays.</param>
    /// <exception cref="DataException">When enumerated: a batch has another number of examples, or another shape than announced.</exception>
    public static IBatchSource Map(
        this IBatchSource source, Func<Batch, Batch> change, IReadOnlyList<int>? exampleShape = null, int? outputWidth = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(change);
        return new MappedSource(source, change, exampleShape ?? source.ExampleShape, outputWidth ?? source.OutputWidth);
    }

    /// <summary>
    /// Returns the source with batches made ahead of their use, on other threads: reading, mapping and augmenting overlap with training. The batches and their
    /// order are the same for any number of workers.
    /// </summary>
    /// <param name="source">
    /// The source. The last of a chain: functions of <see cref="Map"/> and <see cref="Augment(IBatchSource, Augmentation)"/> run on several threads at once,
    /// each for its own batch. The random stream given to the batches belongs to them until they have been enumerated.
    /// </param>
    /// <param name="workers">The number of batches that are made at once, ahead of their use; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not from 0 to 1024.</exception>
    public static IBatchSource Prefetch(this IBatchSource source, int workers = 2)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(workers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, 1024);
        return new PrefetchedSource(source, workers);
    }

    /// <summary>
    /// Returns a source of a few batches of another one, which are read now and kept: to see whether a network can overfit a handful of examples.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="batches">The number of batches, at least 1; all if the source has fewer.</param>
    /// <param name="batchSize">The number of examples in each.</param>
    /// <param name="random">Decides which; null for the first ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static IBatchSource Take(this IBatchSource source, int batches, int batchSize, HostRandom? random = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var taken = source.Batches(batchSize, random).Take(batches).ToArray();
        if (taken.Length == 0) throw new DataException($"{source.Name}: there are no examples.");
        return FromTensors(
            source.Name,
            Tensor.Concatenate([.. taken.Select(batch => batch.Inputs)]),
            Tensor.Concatenate([.. taken.Select(batch => batch.Targets)]),
            source.IsClassification ? source.OutputWidth : null);
    }

    /// <summary>Returns a source of examples in tensors.</summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="inputs">Inputs [count, …example shape].</param>
    /// <param name="targets">Classes, int64 [count, …], or values to predict [count, outputs] of the type of the inputs.</param>
    /// <param name="classes">The number of classes; null for values to predict.</param>
    /// <exception cref="DataException">The shapes or types do not fit.</exception>
    public static IBatchSource FromTensors(string name, Tensor inputs, Tensor targets, int? classes = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        return new TensorSource(name, inputs, targets, classes);
    }

    /// <summary>Returns a hash of all examples in their original order: SHA-256, in hexadecimal digits. Sources with equal examples have equal ones.</summary>
    public static string Fingerprint(this IBatchSource source)
    {
        const int BatchSize = 1000;
        ArgumentNullException.ThrowIfNull(source);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var batch in source.Batches(BatchSize))
        {
            foreach (var tensor in (Tensor[])[batch.Inputs, batch.Targets])
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Type};"));
                hash.AppendData(ParameterFile.Bytes(tensor));
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
