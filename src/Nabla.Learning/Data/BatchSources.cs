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
