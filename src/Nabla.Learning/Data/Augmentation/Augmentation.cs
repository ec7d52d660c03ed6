using System.Numerics;
using System.Runtime.ExceptionServices;

namespace Nabla.Learning;

/// <summary>
/// A random change of images that does not change what they show, to train with more variety than the examples have; see
/// <see cref="BatchSources.Augment(IBatchSource, Augmentation)"/>. Every image of a batch has its own random stream, so that the result depends neither on the
/// number of threads nor on the other images.
/// </summary>
public abstract class Augmentation
{
    // Below this number of values, starting threads takes longer than they save.
    private const int LeastParallelValues = 1 << 14;

    /// <summary>Changes one image at random.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="source">The pixels, channel by channel and row by row.</param>
    /// <param name="destination">Receives all pixels of the changed image; it does not overlap <paramref name="source"/>.</param>
    /// <param name="shape">The shape of both.</param>
    /// <param name="random">The random stream of this image. Images are changed in parallel: there is nothing else to draw from, and no state to write.</param>
    public abstract void Apply<T>(ReadOnlySpan<T> source, Span<T> destination, ImageShape shape, HostRandom random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Throws unless images of this shape can be changed.</summary>
    /// <exception cref="DataException">The images are too small.</exception>
    public virtual void Require(ImageShape shape)
    {
    }

    /// <summary>Changes the images of a batch, each with its own random stream.</summary>
    /// <param name="batch">Inputs [batch, height, width] or [batch, channels, height, width], float32 or float64.</param>
    /// <param name="random">Advanced by 64 bits, whatever the size of the batch.</param>
    /// <returns>A batch with inputs of the same type and the same targets.</returns>
    /// <exception cref="DataException">The inputs have another shape or element type, or the images are too small.</exception>
    public Batch Apply(Batch batch, HostRandom random) => Apply(batch, random, NablaOptions.AvailableThreads);

    internal Batch Apply(Batch batch, HostRandom random, int threads)
    {
        ArgumentNullException.ThrowIfNull(random);
        var inputs = batch.Inputs;
        int[] sizes = [.. inputs.Shape];
        var shape = ImageShape.Of("batch", sizes.Length > 0 ? sizes[1..] : []);
        Require(shape);
        var seed = (long)((ulong)random.NextUInt32() << 32 | random.NextUInt32());
        if (inputs.ElementType == ElementType.Float32) return batch with { Inputs = Changed<float>(inputs, shape, seed, threads) };
        if (inputs.ElementType == ElementType.Float64) return batch with { Inputs = Changed<double>(inputs, shape, seed, threads) };
        throw new DataException($"batch: augmentation is for float32 and float64, but the inputs are {inputs.Type}.");
    }

    private Tensor Changed<T>(Tensor inputs, ImageShape shape, long seed, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var source = inputs.ToArray<T>();
        var destination = new T[source.Length];
        var size = shape.Channels * shape.PlaneSize;
        var count = source.Length / size;
        var change = (int i) => Apply<T>(source.AsSpan(i * size, size), destination.AsSpan(i * size, size), shape, new HostRandom(seed, i));
        if (threads == 1 || source.Length < LeastParallelValues)
        {
            for (var i = 0; i < count; i++) change(i);
        }
        else
        {
            try
            {
                Parallel.For(0, count, new() { MaxDegreeOfParallelism = threads }, change);
            }
            catch (AggregateException exception)
            {
                // The same exception as without threads.
                ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
            }
        }
        return Tensor.From<T>(destination, inputs.Shape);
    }
}
