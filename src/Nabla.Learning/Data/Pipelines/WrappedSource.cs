namespace Nabla.Learning;

/// <summary>A source with the examples of another one, each batch made from one of its batches.</summary>
internal abstract class WrappedSource(IBatchSource source) : IDeferredSource, INamedClasses
{
    public string Name => source.Name;

    public IReadOnlyList<string> ClassNames => source is INamedClasses named ? named.ClassNames : [];

    public virtual IReadOnlyList<int> ExampleShape => source.ExampleShape;

    public virtual int OutputWidth => source.OutputWidth;

    public bool IsClassification => source.IsClassification;

    public int Count => source.Count;

    public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null) => Deferred(batchSize, random).Select(make => make());

    public abstract IEnumerable<Func<Batch>> Deferred(int batchSize, HostRandom? random);
}
