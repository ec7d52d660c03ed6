using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Nabla.Cpu;

/// <summary>A loop over vectors: <paramref name="pointers"/> to inputs, then outputs; <paramref name="count"/> a positive multiple of the lanes.</summary>
internal unsafe delegate void EmittedKernel(byte** pointers, nint count);

/// <summary>Emits a kernel as a dynamic method. It calls methods of one instruction each, which the JIT inlines.</summary>
internal sealed class KernelEmitter : IKernelWriter
{
    private readonly ILGenerator il;
    private readonly KernelMethods methods;
    private readonly LocalBuilder[] values;
    private readonly LocalBuilder[] pointers;
    private readonly LocalBuilder offset;
    private readonly LocalBuilder bytes;
    private readonly int elementBytes;
    private readonly int vectorBytes;
    private Label start;

    private KernelEmitter(ILGenerator il, KernelCode kernel)
    {
        this.il = il;
        methods = KernelMethods.For(kernel.Type, kernel.Width);
        values = Array.ConvertAll(kernel.Body, _ => il.DeclareLocal(methods.Vector));
        pointers = new LocalBuilder[kernel.Singles.Length + kernel.Outputs.Length];
        for (var i = 0; i < pointers.Length; i++) pointers[i] = il.DeclareLocal(typeof(byte).MakePointerType());
        offset = il.DeclareLocal(typeof(nint));
        bytes = il.DeclareLocal(typeof(nint));
        elementBytes = kernel.Type.Size();
        vectorBytes = kernel.Lanes * elementBytes;
    }

    public static EmittedKernel Emit(KernelCode kernel)
    {
        if (!RuntimeFeature.IsDynamicCodeCompiled) throw new PlatformNotSupportedException("Code generation at run time is not supported on this platform.");
        // The owner gives access to internal members. Dynamic methods are compiled with full optimization.
        var method = new DynamicMethod(
            "Kernel",
            typeof(void),
            [typeof(byte).MakePointerType().MakePointerType(), typeof(nint)],
            typeof(KernelEmitter),
            true)
        { InitLocals = false };
        kernel.Write(new KernelEmitter(method.GetILGenerator(), kernel));
        return method.CreateDelegate<EmittedKernel>();
    }

    public void Begin(KernelCode kernel)
    {
        for (var i = 0; i < pointers.Length; i++)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Sizeof, typeof(nint));
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, pointers[i]);
        }
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4, elementBytes);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Stloc, bytes);
    }

    public void Constant(int value, ElementwiseInstruction instruction)
    {
        if (instruction.Type == ElementType.Boolean)
        {
            il.Emit(OpCodes.Ldc_I4, instruction.Constant != 0 ? -1 : 0);
            il.Emit(OpCodes.Ldc_I8, instruction.Constant != 0 ? -1L : 0);
            il.Emit(OpCodes.Call, methods.Bits);
        }
        else
        {
            il.Emit(OpCodes.Ldc_R8, instruction.Constant);
            il.Emit(OpCodes.Call, methods.Number);
        }
        il.Emit(OpCodes.Stloc, values[value]);
    }

    public void Broadcast(int value, int pointer)
    {
        il.Emit(OpCodes.Ldloc, pointers[pointer]);
        il.Emit(OpCodes.Call, methods.Broadcast);
        il.Emit(OpCodes.Stloc, values[value]);
    }

    public void BeginLoop()
    {
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, offset);
        start = il.DefineLabel();
        il.MarkLabel(start);
    }

    public void Load(int value, int pointer)
    {
        Address(pointer);
        il.Emit(OpCodes.Call, methods.Load);
        il.Emit(OpCodes.Stloc, values[value]);
    }

    public void Apply(int value, ElementwiseInstruction instruction)
    {
        il.Emit(OpCodes.Ldloc, values[instruction.A]);
        if (instruction.B >= 0) il.Emit(OpCodes.Ldloc, values[instruction.B]);
        if (instruction.C >= 0) il.Emit(OpCodes.Ldloc, values[instruction.C]);
        il.Emit(OpCodes.Call, methods.Of(instruction));
        il.Emit(OpCodes.Stloc, values[value]);
    }

    public void Store(int value, int pointer)
    {
        il.Emit(OpCodes.Ldloc, values[value]);
        Address(pointer);
        il.Emit(OpCodes.Call, methods.Store);
    }

    public void EndLoop()
    {
        il.Emit(OpCodes.Ldloc, offset);
        il.Emit(OpCodes.Ldc_I4, vectorBytes);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, offset);
        il.Emit(OpCodes.Ldloc, offset);
        il.Emit(OpCodes.Ldloc, bytes);
        il.Emit(OpCodes.Blt, start);
        il.Emit(OpCodes.Ret);
    }

    private void Address(int pointer)
    {
        il.Emit(OpCodes.Ldloc, pointers[pointer]);
        il.Emit(OpCodes.Ldloc, offset);
        il.Emit(OpCodes.Add);
    }
}
