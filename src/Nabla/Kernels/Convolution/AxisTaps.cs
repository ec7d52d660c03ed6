namespace Nabla.Kernels;

/// <summary>
/// The taps of a convolution along one axis. For tap t, target element i reads source element i · Step + First + t · Spacing, which is zero outside
/// the source.
/// </summary>
internal readonly struct AxisTaps(int source, int target, int step, int first, int spacing, int count)
{
    public int Source { get; } = source;

    public int Target { get; } = target;

    public int Step { get; } = step;

    public int Count { get; } = count;

    /// <summary>The number of zeros before the source.</summary>
    public int Before { get; } = Math.Max(0, -Math.Min(first, first + (count - 1) * spacing));

    /// <summary>
    /// The length of a phase. The padded source is stored as Step phases of every Step-th element, so that neighbors in the target are neighbors in a
    /// phase.
    /// </summary>
    public int PhaseLength => (int)(((Target - 1L) * Step + Math.Max(Place(0), Place(Count - 1)) + Step) / Step);

    /// <summary>True if there are zeros before or after the source.</summary>
    public bool IsPadded => Before > 0 || (long)PhaseLength * Step > Source;

    /// <summary>True if taps read every source element.</summary>
    public bool IsComplete => Slots == Step && (long)PhaseLength * Step >= (long)Before + Source;

    /// <summary>The number of phases that taps read; only these are stored.</summary>
    public int Slots
    {
        get
        {
            var slots = 0;
            for (var tap = 0; tap < Count; tap++) slots += IsFirstOfPhase(tap) ? 1 : 0;
            return slots;
        }
    }

    /// <summary>The stored phase that a tap reads, and the first index it reads there.</summary>
    public (int Slot, int Index) Of(int tap)
    {
        var slot = 0;
        for (var earlier = 0; earlier < tap && Phase(earlier) != Phase(tap); earlier++) slot += IsFirstOfPhase(earlier) ? 1 : 0;
        return (slot, Place(tap) / Step);
    }

    /// <summary>The phase that a tap reads.</summary>
    public int Phase(int tap) => Place(tap) % Step;

    /// <summary>True if no earlier tap reads the same phase.</summary>
    public bool IsFirstOfPhase(int tap)
    {
        for (var earlier = 0; earlier < tap; earlier++)
            if (Phase(earlier) == Phase(tap)) return false;
        return true;
    }

    /// <summary>The range of indices of a phase that hold source elements.</summary>
    public (int Start, int End) Filled(int phase)
    {
        var start = Math.Max(0, ((long)Before - phase + Step - 1) / Step);
        var end = Math.Min(PhaseLength, ((long)Source + Before - phase + Step - 1) / Step);
        return ((int)start, (int)Math.Max(start, end));
    }

    private int Place(int tap) => first + tap * spacing + Before;

    /// <summary>The taps of a convolution: target y, source x.</summary>
    public static AxisTaps Of(WindowAxis axis) => new(axis.Input, axis.Output, axis.Stride, -axis.Padding, axis.Dilation, axis.Size);

    /// <summary>The taps of the transpose of a convolution of stride 1: target x, source y.</summary>
    public static AxisTaps Transposed(WindowAxis axis) => new(axis.Output, axis.Input, 1, axis.Padding, -axis.Dilation, axis.Size);
}
