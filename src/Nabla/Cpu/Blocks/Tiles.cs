using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Wasm;
using Nabla.Instructions;
using Nabla.Kernels;
using Nabla.Vectors;

namespace Nabla.Cpu;

/// <summary>Runs one instruction over one tile.</summary>
internal static unsafe class Tiles
{
    public static void Run(ElementwiseInstruction instruction, ElementType operand, byte* a, byte* b, byte* c, byte* target, int length)
    {
        var code = instruction.Code;
        switch (code)
        {
            case ElementwiseOpcode.Select:
                Select(instruction.Type.Size(), (bool*)a, b, c, target, length);
                return;
            case ElementwiseOpcode.Convert:
                Convert(operand, instruction.Type, a, target, length);
                return;
        }
        switch (operand)
        {
            case ElementType.Float32 when instruction.Type == ElementType.Boolean: Compare(code, (float*)a, (float*)b, (bool*)target, length); break;
            case ElementType.Float64 when instruction.Type == ElementType.Boolean: Compare(code, (double*)a, (double*)b, (bool*)target, length); break;
            case ElementType.Int32 when instruction.Type == ElementType.Boolean: Compare(code, (int*)a, (int*)b, (bool*)target, length); break;
            case ElementType.Int64 when instruction.Type == ElementType.Boolean: Compare(code, (long*)a, (long*)b, (bool*)target, length); break;
            case ElementType.Float32: Float(code, (float*)a, (float*)b, (float*)target, length); break;
            case ElementType.Float64: Float(code, (double*)a, (double*)b, (double*)target, length); break;
            case ElementType.Int32: Number(code, (int*)a, (int*)b, (int*)target, length); break;
            case ElementType.Int64: Number(code, (long*)a, (long*)b, (long*)target, length); break;
            case ElementType.Boolean:
                var done = PackedSimd.IsSupported ? PackedTruths.Truth(code, (bool*)a, (bool*)b, (bool*)target, length) : 0;
                for (var i = done; i < length; i++) ((bool*)target)[i] = ScalarInterpreter.Truth(code, ((bool*)a)[i], b is not null && ((bool*)b)[i]);
                break;
            default: throw ElementTypes.Unknown(operand);
        }
    }

    /// <summary>Fills a tile with a constant.</summary>
    public static void Fill(ElementType type, byte* tile, double value, int length)
    {
        switch (type)
        {
            case ElementType.Float32: new Span<float>(tile, length).Fill((float)value); break;
            case ElementType.Float64: new Span<double>(tile, length).Fill(value); break;
            case ElementType.Int32: new Span<int>(tile, length).Fill((int)value); break;
            case ElementType.Int64: new Span<long>(tile, length).Fill((long)value); break;
            case ElementType.Boolean: new Span<bool>(tile, length).Fill(value != 0); break;
            default: throw ElementTypes.Unknown(type);
        }
    }

    /// <summary>Fills a tile with the single element at <paramref name="source"/>.</summary>
    public static void Fill(ElementType type, byte* tile, byte* source, int length)
    {
        switch (type.Size())
        {
            case 4: new Span<int>(tile, length).Fill(*(int*)source); break;
            case 8: new Span<long>(tile, length).Fill(*(long*)source); break;
            case 1: new Span<byte>(tile, length).Fill(*source); break;
            default: throw ElementTypes.Unknown(type);
        }
    }

    /// <summary>Copies a run of elements that are <paramref name="stride"/> apart.</summary>
    public static void CopyRun(byte* source, long stride, byte* target, int size, int length)
    {
        if (stride == 1) Unsafe.CopyBlockUnaligned(target, source, (uint)(length * size));
        else if (size == 4) CopyRun((int*)source, stride, (int*)target, length);
        else if (size == 8) CopyRun((long*)source, stride, (long*)target, length);
        else CopyRun<byte>(source, stride, target, length);
    }

    private static void CopyRun<T>(T* source, long stride, T* target, int length)
        where T : unmanaged
    {
        if (stride == 0) new Span<T>(target, length).Fill(*source);
        else for (var i = 0; i < length; i++) target[i] = source[i * stride];
    }

    private static void Float<T>(ElementwiseOpcode code, T* a, T* b, T* target, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (code)
        {
            case ElementwiseOpcode.Add: Apply<VectorAdd, T>(a, b, target, length); break;
            case ElementwiseOpcode.Subtract: Apply<VectorSubtract, T>(a, b, target, length); break;
            case ElementwiseOpcode.Multiply: Apply<VectorMultiply, T>(a, b, target, length); break;
            case ElementwiseOpcode.Divide: Apply<VectorDivide, T>(a, b, target, length); break;
            case ElementwiseOpcode.Minimum: Apply<VectorMinimum, T>(a, b, target, length); break;
            case ElementwiseOpcode.Maximum: Apply<VectorMaximum, T>(a, b, target, length); break;
            case ElementwiseOpcode.Negate: Apply<VectorNegate, T>(a, target, length); break;
            case ElementwiseOpcode.Absolute: Apply<VectorAbsolute, T>(a, target, length); break;
            case ElementwiseOpcode.SquareRoot: Apply<VectorSquareRoot, T>(a, target, length); break;
            case ElementwiseOpcode.Floor: Apply<VectorFloor, T>(a, target, length); break;
            case ElementwiseOpcode.Round: Apply<VectorRound, T>(a, target, length); break;
            case var _ when ElementwiseFunctions.Of(code) is { } function:
                if (typeof(T) == typeof(float)) function.Apply((float*)a, (float*)b, (float*)target, length, VectorWidth.Current);
                else function.Apply((double*)a, (double*)b, (double*)target, length, VectorWidth.Current);
                break;
            default: Number(code, a, b, target, length); break;
        }
    }

    private static void Apply<TFunction, T>(T* a, T* target, int length)
        where TFunction : struct, IVectorFunction
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) VectorLoop.Apply<TFunction>((float*)a, (float*)target, length, VectorWidth.Current);
        else VectorLoop.Apply<TFunction>((double*)a, (double*)target, length, VectorWidth.Current);
    }

    private static void Apply<TFunction, T>(T* a, T* b, T* target, int length)
        where TFunction : struct, IBinaryVectorFunction
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) VectorLoop.Apply<TFunction>((float*)a, (float*)b, (float*)target, length, VectorWidth.Current);
        else VectorLoop.Apply<TFunction>((double*)a, (double*)b, (double*)target, length, VectorWidth.Current);
    }

    // Indices are computed with these three; other arithmetic with whole numbers is rare.
    private static void Number<T>(ElementwiseOpcode code, T* a, T* b, T* target, int length)
        where T : unmanaged, INumber<T>
    {
        switch (code)
        {
            case ElementwiseOpcode.Add:
                for (var i = 0; i < length; i++) target[i] = a[i] + b[i];
                break;
            case ElementwiseOpcode.Subtract:
                for (var i = 0; i < length; i++) target[i] = a[i] - b[i];
                break;
            case ElementwiseOpcode.Multiply:
                for (var i = 0; i < length; i++) target[i] = a[i] * b[i];
                break;
            default:
                for (var i = 0; i < length; i++) target[i] = ScalarInterpreter.Number(code, a[i], b is null ? a[i] : b[i]);
                break;
        }
    }

    private static void Compare<T>(ElementwiseOpcode code, T* a, T* b, bool* target, int length)
        where T : unmanaged, INumber<T>
    {
        var done = PackedSimd.IsSupported && typeof(T) == typeof(float) ? PackedTruths.Compare(code, (float*)a, (float*)b, target, length) : 0;
        switch (code)
        {
            case ElementwiseOpcode.Less:
                for (var i = done; i < length; i++) target[i] = a[i] < b[i];
                break;
            case ElementwiseOpcode.LessOrEqual:
                for (var i = done; i < length; i++) target[i] = a[i] <= b[i];
                break;
            case ElementwiseOpcode.Equal:
                for (var i = done; i < length; i++) target[i] = a[i] == b[i];
                break;
            default:
                for (var i = done; i < length; i++) target[i] = ScalarInterpreter.Compare(code, a[i], b[i]);
                break;
        }
    }

    private static void Select(int size, bool* condition, byte* a, byte* b, byte* target, int length)
    {
        switch (size)
        {
            case 4: Select(condition, (int*)a, (int*)b, (int*)target, length); break;
            case 8: Select(condition, (long*)a, (long*)b, (long*)target, length); break;
            case 1: Select<byte>(condition, a, b, target, length); break;
            default: throw new NotSupportedException($"Elements of {size} bytes are not supported here.");
        }
    }

    private static void Select<T>(bool* condition, T* a, T* b, T* target, int length)
        where T : unmanaged
    {
        var done = PackedSimd.IsSupported && sizeof(T) == sizeof(int) ? PackedTruths.Select(condition, (int*)a, (int*)b, (int*)target, length) : 0;
        for (var i = done; i < length; i++) target[i] = condition[i] ? a[i] : b[i];
    }

    private static void Convert(ElementType from, ElementType to, byte* source, byte* target, int length)
    {
        switch (from)
        {
            case ElementType.Float32: Convert((float*)source, to, target, length); break;
            case ElementType.Float64: Convert((double*)source, to, target, length); break;
            case ElementType.Int32: Convert((int*)source, to, target, length); break;
            case ElementType.Int64: Convert((long*)source, to, target, length); break;
            case ElementType.Boolean: Convert<byte>(source, to, target, length); break;
            default: throw ElementTypes.Unknown(from);
        }
    }

    private static void Convert<T>(T* source, ElementType to, byte* target, int length)
        where T : unmanaged, INumber<T>
    {
        switch (to)
        {
            case ElementType.Float32: Convert(source, (float*)target, length); break;
            case ElementType.Float64: Convert(source, (double*)target, length); break;
            case ElementType.Int32: Convert(source, (int*)target, length); break;
            case ElementType.Int64: Convert(source, (long*)target, length); break;
            case ElementType.Boolean:
                for (var i = 0; i < length; i++) ((bool*)target)[i] = !T.IsZero(source[i]);
                break;
            default: throw ElementTypes.Unknown(to);
        }
    }

    private static void Convert<T, TTarget>(T* source, TTarget* target, int length)
        where T : unmanaged, INumber<T>
        where TTarget : unmanaged, INumber<TTarget>
    {
        for (var i = 0; i < length; i++) target[i] = ScalarInterpreter.Convert<T, TTarget>(source[i]);
    }
}
