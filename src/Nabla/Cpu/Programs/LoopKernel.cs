using System.Runtime.CompilerServices;
using Nabla.Compiler;
using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>
/// Runs a loop: one program for every step. Slices are read and outputs written in place; a carry alternates between two buffers, starts in its input and ends
/// in its result.
/// </summary>
internal sealed unsafe class LoopKernel : Kernel
{
    private readonly MultiResultStep step;
    private readonly LoopOperation loop;
    private readonly LoopBodyProgram body;
    private readonly LoopBodyProgram? condition;

    // The results that are computed: every carry, and the outputs that are read.
    private readonly int[] wanted;
    private readonly long[] sliceBytes;
    private readonly TensorType[] carryTypes;
    private Buffers? spare;

    public LoopKernel(MultiResultStep step, Executor executor, bool isValidated)
    {
        (this.step, loop) = (step, (LoopOperation)step.Operation);
        var isConstant = Enumerable.Range(0, step.Inputs.Length).Select(loop.IsConstant).ToArray();
        wanted = [.. Enumerable.Range(0, step.Results.Length).Where(i => i < loop.CarryCount || step.Results[i] >= 0)];
        body = new(loop.Body, wanted, isConstant, executor, isValidated);
        condition = loop.Condition is { } test ? new(test, [0], isConstant, executor, isValidated) : null;
        carryTypes = Array.ConvertAll(loop.Body.Parameters[..loop.CarryCount], parameter => parameter.Type);
        sliceBytes =
        [
            .. loop.Body.Parameters.Take(step.Inputs.Length).Select((parameter, i) => loop.IsSlice(i) ? parameter.Type.Bytes : 0),
            .. wanted.Select(i => i < loop.CarryCount ? 0 : loop.Body.Results[i].Type.Bytes),
        ];
    }

    /// <summary>Memory of one run.</summary>
    private sealed class Buffers(int places, TensorType[] carry)
    {
        public nint[] Places { get; } = GC.AllocateUninitializedArray<nint>(Math.Max(1, places), pinned: true);

        public DataBuffer[] Even { get; } = Array.ConvertAll(carry, type => new DataBuffer(type.Element, type.ElementCount));

        public DataBuffer[] Odd { get; } = Array.ConvertAll(carry, type => new DataBuffer(type.Element, type.ElementCount));

        public bool[] IsTrue { get; } = GC.AllocateUninitializedArray<bool>(1, pinned: true);
    }

    public override void Run(ProgramState state, int threads)
    {
        var (inputs, count) = (step.Inputs.Length, loop.CarryCount);
        var buffers = Interlocked.Exchange(ref spare, null) ?? new Buffers(inputs + wanted.Length, carryTypes);
        var places = (byte**)Unsafe.AsPointer(ref buffers.Places[0]);
        var targets = places + inputs;
        for (var i = 0; i < inputs; i++) places[i] = state.Values[step.Inputs[i]];
        for (var i = count; i < wanted.Length; i++) targets[i] = state.Values[step.Results[wanted[i]]];
        var (first, stride) = loop.IsBackward ? (loop.Length - 1, -1L) : (0, 1L);
        for (var i = count; i < inputs + wanted.Length; i++) places[i] += first * sliceBytes[i];

        var own = body.TakeState();
        var test = condition?.TakeState();
        body.Begin(own, places, count + loop.SliceCount, threads);
        if (test is not null) condition!.Begin(test, places, count, threads);
        var done = 0;
        for (; done < loop.Length && GoesOn(test, places, buffers, threads); done++)
        {
            // Without a condition, the last step is known and writes the results.
            var isLast = condition is null && done == loop.Length - 1;
            for (var i = 0; i < count; i++)
            {
                var isResult = isLast && step.Results[i] >= 0;
                targets[i] = isResult ? state.Values[step.Results[i]] : (done % 2 == 0 ? buffers.Even : buffers.Odd)[i].Pointer;
            }
            body.Run(own, places, count + loop.SliceCount, targets, threads);
            for (var i = 0; i < count; i++) places[i] = targets[i];
            for (var i = count; i < inputs + wanted.Length; i++)
                if (i < inputs || i >= inputs + count) places[i] += stride * sliceBytes[i];
        }
        if (done == 0 || condition is not null) CopyCarry(state, places);
        body.ReturnState(own);
        if (test is not null) condition!.ReturnState(test);
        GC.KeepAlive(buffers);
        spare = buffers;
    }

    private bool GoesOn(ProgramState? test, byte** places, Buffers buffers, int threads)
    {
        if (test is null) return true;
        var target = (byte*)Unsafe.AsPointer(ref buffers.IsTrue[0]);
        condition!.Run(test, places, loop.CarryCount, &target, threads);
        return *(bool*)target;
    }

    private void CopyCarry(ProgramState state, byte** places)
    {
        for (var i = 0; i < loop.CarryCount; i++)
        {
            if (step.Results[i] < 0) continue;
            Buffer.MemoryCopy(places[i], state.Values[step.Results[i]], carryTypes[i].Bytes, carryTypes[i].Bytes);
        }
    }
}
