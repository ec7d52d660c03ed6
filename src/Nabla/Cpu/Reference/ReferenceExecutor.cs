using System.Numerics;
using Nabla.Compiler;
using Nabla.Instructions;

namespace Nabla.Cpu;

/// <summary>Runs everything one element at a time, as simply as possible: slow, and the oracle for the other executors.</summary>
internal sealed unsafe class ReferenceExecutor : Executor
{
    public override bool IsReference => true;

    public override Loop Prepare(LoopStep step) => new ScalarLoop(step);

    public override void Reduce(ReductionStep step, ElementType type, byte* input, byte* output, int outer, int threads)
    {
        switch (type)
        {
            case ElementType.Float32: Reduce<float, float, double>(step, (float*)input, (float*)output, outer); break;
            case ElementType.Float64: Reduce<double, double, double>(step, (double*)input, (double*)output, outer); break;
            case ElementType.Int32 when step.Kind.ResultOf(type) == ElementType.Int64:
                Reduce<int, long, long>(step, (int*)input, (long*)output, outer);
                break;
            case ElementType.Int32: Reduce<int, int, int>(step, (int*)input, (int*)output, outer); break;
            case ElementType.Int64: Reduce<long, long, long>(step, (long*)input, (long*)output, outer); break;
            default: throw ElementTypes.Unknown(type);
        }
    }

    public override void Copy(in MovementPiece piece, int size, byte* source, byte* target, int threads)
    {
        var count = piece.Sizes.Aggregate(1L, (product, next) => product * next);
        for (long element = 0; element < count; element++)
        {
            var (rest, from, to) = (element, piece.SourceOffset, piece.TargetOffset);
            for (var axis = piece.Sizes.Length - 1; axis >= 0; axis--)
            {
                (rest, var index) = Math.DivRem(rest, piece.Sizes[axis]);
                from += index * piece.SourceStrides[axis];
                to += index * piece.TargetStrides[axis];
            }
            Buffer.MemoryCopy(source + from * size, target + to * size, size, size);
        }
    }

    /// <summary>Combines elements in the widest type: float64, or int64, which wraps.</summary>
    private static void Reduce<T, TResult, TWide>(ReductionStep step, T* input, TResult* output, int outer)
        where T : unmanaged, INumber<T>
        where TResult : unmanaged, INumber<TResult>
        where TWide : unmanaged, INumber<TWide>
    {
        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < step.Inner; i++)
            {
                var items = Enumerable.Range(0, step.Count).Select(n => TWide.CreateTruncating(input[((long)o * step.Count + n) * step.Inner + i]));
                output[(long)o * step.Inner + i] = TResult.CreateTruncating(step.Kind switch
                {
                    ReductionKind.Sum => items.Aggregate(TWide.Zero, (a, b) => a + b),
                    ReductionKind.Product => items.Aggregate(TWide.One, (a, b) => a * b),
                    ReductionKind.Mean => Mean(items, TWide.CreateTruncating(step.Count)),
                    ReductionKind.Maximum => items.Aggregate(TWide.Max),
                    ReductionKind.Minimum => items.Aggregate(TWide.Min),
                    _ => throw ReductionKinds.Unknown(step.Kind),
                });
            }
        }
    }

    /// <summary>Divides each element before the summation if the plain sum overflows.</summary>
    private static T Mean<T>(IEnumerable<T> items, T count)
        where T : INumber<T>
    {
        var mean = items.Aggregate(T.Zero, (a, b) => a + b) / count;
        return T.IsFinite(mean) || T.IsZero(count) ? mean : items.Aggregate(T.Zero, (a, b) => a + b / count);
    }

    internal sealed class ScalarLoop(LoopStep step) : Loop
    {
        /// <summary>The largest magnitude of a finite intermediate value; it bounds the rounding errors of the results.</summary>
        public double Largest { get; private set; }

        public override void RunRange(byte** places, int start, int end)
        {
            var results = new object[step.Body.Length];
            var isNeeded = ElementwiseInstruction.Needed(step.Body, step.Results.Select(result => result.Instruction));
            var index = new int[step.Shape.Length];
            for (var position = start; position < end; position++)
            {
                var rest = position;
                for (var axis = index.Length - 1; axis >= 0; axis--)
                {
                    index[axis] = rest % step.Shape[axis];
                    rest /= step.Shape[axis];
                }
                for (var i = 0; i < results.Length; i++)
                {
                    if (!isNeeded[i]) continue;
                    results[i] = Value(step.Body[i], results, places, index, position);
                    var size = results[i] switch { float x => Math.Abs((double)x), double x => Math.Abs(x), _ => 0 };
                    if (size > Largest && double.IsFinite(size)) Largest = size;
                }
                for (var i = 0; i < step.Results.Length; i++)
                    Write(step.Body[step.Results[i].Instruction].Type, places[step.Inputs.Length + i], position, results[step.Results[i].Instruction]);
            }
        }

        private object Value(ElementwiseInstruction instruction, object[] results, byte** places, int[] index, int position)
        {
            var (code, type, a, b, c, constant) = instruction;
            switch (code)
            {
                case ElementwiseOpcode.Input:
                    long place = position;
                    if (step.Maps[a] is { } map)
                    {
                        place = 0;
                        for (var axis = 0; axis < index.Length; axis++) place += index[axis] * map[axis];
                    }
                    return Read(type, places[a], place);
                case ElementwiseOpcode.Constant:
                    return From(type, constant);
                case ElementwiseOpcode.Select:
                    return (bool)results[a] ? results[b] : results[c];
                case ElementwiseOpcode.Convert:
                    return ConvertTo(type, results[a]);
            }
            var right = b >= 0 ? results[b] : results[a];
            return results[a] switch
            {
                bool x => ScalarInterpreter.Truth(code, x, (bool)right),
                float x => type == ElementType.Boolean ? ScalarInterpreter.Compare(code, x, (float)right) : ScalarInterpreter.Float(code, x, (float)right),
                double x => type == ElementType.Boolean ? ScalarInterpreter.Compare(code, x, (double)right) : ScalarInterpreter.Float(code, x, (double)right),
                int x => type == ElementType.Boolean ? ScalarInterpreter.Compare(code, x, (int)right) : ScalarInterpreter.Number(code, x, (int)right),
                long x => type == ElementType.Boolean ? ScalarInterpreter.Compare(code, x, (long)right) : ScalarInterpreter.Number(code, x, (long)right),
                _ => throw new InvalidOperationException($"The instruction {code} has no operands."),
            };
        }

        private static object Read(ElementType type, byte* values, long place) => type switch
        {
            ElementType.Float32 => ((float*)values)[place],
            ElementType.Float64 => ((double*)values)[place],
            ElementType.Int32 => ((int*)values)[place],
            ElementType.Int64 => ((long*)values)[place],
            ElementType.Boolean => ((bool*)values)[place],
            _ => throw ElementTypes.Unknown(type),
        };

        private static void Write(ElementType type, byte* target, long place, object value)
        {
            switch (type)
            {
                case ElementType.Float32: ((float*)target)[place] = (float)value; break;
                case ElementType.Float64: ((double*)target)[place] = (double)value; break;
                case ElementType.Int32: ((int*)target)[place] = (int)value; break;
                case ElementType.Int64: ((long*)target)[place] = (long)value; break;
                case ElementType.Boolean: ((bool*)target)[place] = (bool)value; break;
                default: throw ElementTypes.Unknown(type);
            }
        }

        private static object From(ElementType type, double value) => type switch
        {
            ElementType.Float32 => (float)value,
            ElementType.Float64 => value,
            ElementType.Int32 => (int)value,
            ElementType.Int64 => (long)value,
            ElementType.Boolean => value != 0,
            _ => throw ElementTypes.Unknown(type),
        };

        private static object ConvertTo(ElementType type, object value) => value switch
        {
            bool x => From(type, x ? 1 : 0),
            float x => Convert(type, x),
            double x => Convert(type, x),
            int x => Convert(type, x),
            long x => Convert(type, x),
            _ => throw new InvalidOperationException("There is nothing to convert."),
        };

        private static object Convert<T>(ElementType type, T x)
            where T : INumber<T> => type switch
            {
                ElementType.Float32 => float.CreateSaturating(x),
                ElementType.Float64 => double.CreateSaturating(x),
                ElementType.Int32 => ScalarInterpreter.Convert<T, int>(x),
                ElementType.Int64 => ScalarInterpreter.Convert<T, long>(x),
                ElementType.Boolean => !T.IsZero(x),
                _ => throw ElementTypes.Unknown(type),
            };
    }
}
