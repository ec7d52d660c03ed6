namespace Nabla.Cpu;

/// <summary>Receives the parts of a kernel in execution order, for any kind of target: machine code or text.</summary>
/// <remarks>Values are numbered like the instructions of the kernel, pointers from its inputs to its outputs.</remarks>
internal interface IKernelWriter
{
    void Begin(KernelCode kernel);

    /// <summary>Defines a constant that is known when the kernel is compiled.</summary>
    void Constant(int value, ElementwiseInstruction instruction);

    /// <summary>Defines a loop-invariant value that is read when the kernel starts.</summary>
    void Broadcast(int value, int pointer);

    /// <summary>Starts the loop over vectors.</summary>
    void BeginLoop();

    void Load(int value, int pointer);

    void Apply(int value, ElementwiseInstruction instruction);

    void Store(int value, int pointer);

    void EndLoop();
}
