using System.Numerics;

namespace Nabla.Kernels;

/// <summary>First-order recurrences along an axis.</summary>
internal static class Recurrence
{
    /// <summary>y_i = a_i y_{i−1} + b_i along the middle of [outer, count, inner], starting from 0, forward or backward.</summary>
    /// <typeparam name="T">The type of the inputs.</typeparam>
    /// <typeparam name="TState">The type of the running value: the widest available, so that rounding errors do not accumulate.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="a">The factors; empty if all are 1.</param>
    /// <param name="b">The terms to add.</param>
    /// <param name="y">The results.</param>
    /// <param name="count">The length of the axis.</param>
    /// <param name="inner">The number of interleaved recurrences.</param>
    /// <param name="isBackward">True to run from the last element to the first.</param>
    public static void Run<T, TState, TResult>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<TResult> y, int count, int inner, bool isBackward)
        where T : unmanaged, INumber<T>
        where TState : unmanaged, INumber<TState>
        where TResult : unmanaged, INumber<TResult>
    {
        if (y.IsEmpty) return;
        var state = new TState[inner];
        for (var row = 0; row < y.Length; row += count * inner)
        {
            for (var i = 0; i < count; i++)
            {
                var place = row + (isBackward ? count - 1 - i : i) * inner;
                for (var j = 0; j < state.Length; j++)
                {
                    var next = TState.CreateTruncating(b[place + j]);
                    if (i > 0) next += a.IsEmpty ? state[j] : TState.CreateTruncating(a[place + j]) * state[j];
                    state[j] = next;
                    y[place + j] = TResult.CreateTruncating(next);
                }
            }
        }
    }
}
