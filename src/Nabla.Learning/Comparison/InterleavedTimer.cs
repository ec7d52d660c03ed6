using System.Runtime.InteropServices;

namespace Nabla.Learning;

/// <summary>The time of an action.</summary>
/// <param name="Seconds">The median over the rounds of the time for one run.</param>
/// <param name="WarmUpRuns">The number of runs before the first round.</param>
/// <param name="Rounds">The number of timed rounds.</param>
internal readonly record struct ActionTime(double Seconds, int WarmUpRuns, int Rounds);

/// <summary>
/// Measures several actions so that their order does not matter: all are run until their times no longer fall, then they take turns, and each gets the median
/// of its rounds.
/// </summary>
/// <remarks>
/// Actions that share code would otherwise leave the cost of compiling it to whichever runs first; and with turns, a disturbance of the machine meets all of
/// them.
/// </remarks>
internal sealed class InterleavedTimer(TimeProvider? clock = null)
{
    // The number of blocks that must pass without becoming faster.
    private const int SteadyBlocks = 8;

    private const int MaximumRounds = 9;

    // Long against the resolution of the clock.
    private static readonly TimeSpan Block = TimeSpan.FromMilliseconds(4);

    // .NET counts calls for 100 ms before it compiles a method again in the background: once with instruments, and once optimized.
    private static readonly TimeSpan SteadyTime = TimeSpan.FromMilliseconds(400);

    // For each action. One that takes longer gains little from more runs.
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MostMeasurement = TimeSpan.FromSeconds(0.25);

    private readonly TimeProvider clock = clock ?? TimeProvider.System;

    /// <summary>Returns the times of the actions.</summary>
    /// <exception cref="OperationCanceledException">The measurement was canceled.</exception>
    public ActionTime[] Measure(IReadOnlyList<Action> actions, CancellationToken cancellation = default)
    {
        var states = actions.Select(action => new State(action, this)).ToList();
        // All run until the last one is steady, because they share code.
        while (states.Exists(state => !state.IsSteady))
        {
            foreach (var state in states.Where(state => !state.IsSlow))
            {
                cancellation.ThrowIfCancellationRequested();
                state.WarmUp();
            }
        }
        for (var round = 0; round < MaximumRounds; round++)
        {
            foreach (var state in states.Where(state => round == 0 || state.HasTimeLeft))
            {
                cancellation.ThrowIfCancellationRequested();
                state.Measure();
            }
        }
        return [.. states.Select(state => state.Result)];
    }

    private sealed class State(Action action, InterleavedTimer timer)
    {
        private readonly List<double> rounds = [];
        private int runs = 1;
        private int warmUpRuns;
        private double reference = double.PositiveInfinity;
        private int blocksSinceFaster;
        private long faster = timer.clock.GetTimestamp();
        private TimeSpan spent;
        private TimeSpan measured;

        /// <summary>True if more warm-up would take too long.</summary>
        public bool IsSlow => spent >= MostWarmUp;

        public bool IsSteady => IsSlow || (blocksSinceFaster >= SteadyBlocks && timer.clock.GetElapsedTime(faster) >= SteadyTime);

        public bool HasTimeLeft => measured < MostMeasurement;

        public ActionTime Result => new(Median(), warmUpRuns, rounds.Count);

        public void WarmUp()
        {
            var time = Run();
            spent += time;
            warmUpRuns += runs;
            var each = time.TotalSeconds / runs;
            // The reference stays until it is beaten clearly, so that a slow fall over several blocks is noticed too.
            if (each < 0.95 * reference) (reference, blocksSinceFaster, faster) = (each, 0, timer.clock.GetTimestamp());
            else blocksSinceFaster++;
            // A clock that has not advanced says only that there were too few runs.
            runs = each == 0 ? checked(2 * runs) : (int)Math.Clamp(Block.TotalSeconds / each, 1, 1_000_000);
        }

        public void Measure()
        {
            var time = Run();
            measured += time;
            rounds.Add(time.TotalSeconds / runs);
        }

        private TimeSpan Run()
        {
            var start = timer.clock.GetTimestamp();
            for (var i = 0; i < runs; i++) action();
            return timer.clock.GetElapsedTime(start);
        }

        private double Median()
        {
            var sorted = CollectionsMarshal.AsSpan(rounds);
            sorted.Sort();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
