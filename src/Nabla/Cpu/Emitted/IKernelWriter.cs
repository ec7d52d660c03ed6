namespace Nabla.Cpu;

/// <summary>Takes down a kernel, part by part in the order of running, in whatever graph: as machine code to be, or to be read.</summary>
/// <remarks>Values are numbered as the instructions of the kernel, pointers from its inputs to its outputs.</remarks>
internal interface IKernelWriter
{
    void Begin(KernelCode kernel);

    /// <summary>A number that is the same everywhere and known when the kernel is made.</summary>
    void Constant(int value, ElementwiseInstruction instruction);

    /// <summary>A number that is the same everywhere, read when the kernel starts.</summary>
    void Broadcast(int value, int pointer);

    /// <summary>What follows happens for each vector.</summary>
    void BeginLoop();

    void Load(int value, int pointer);

    void Apply(int value, ElementwiseInstruction instruction);

    void Store(int value, int pointer);

    void EndLoop();
}
