using System.Numerics;

namespace Nabla.Kernels;

/// <summary>Recurrences of first order along an axis.</summary>
internal static class Recurrence
{
    /// <summary>y_i = a_i y_{i−1} + b_i along the middle of [outer, count, inner], with nothing before the first, or the other way round.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <typeparam name="TState">What y is remembered in from one number to the next: as wide as there is, so that rounding does not add up.</typeparam>
    /// <typeparam name="TResult">What is written.</typeparam>
    /// <param name="a">The factors; all 1 if there are none.</param>
    /// <param name="b">What is added.</param>
    /// <param name="y">The results.</param>
    /// <param name="count">The length of the axis.</param>
    /// <param name="inner">How many recurrences lie beside each other.</param>
    /// <param name="isBackward">Whether it goes from the last number to the first.</param>
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
