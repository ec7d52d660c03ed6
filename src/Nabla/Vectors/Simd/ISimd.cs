namespace Nabla.Vectors;

/// <summary>The instruction set in which functions are written once for every vector width, for float32 and float64, and for scalars.</summary>
/// <remarks>
/// Instructions have the same meaning in every lane and at every width, so all forms of a function give bitwise the same results. Comparisons return
/// masks, all ones or all zeros in a lane, for <see cref="Select"/>. Bitwise instructions treat each lane as an integer. Each implementation is one
/// or two processor instructions, so that the JIT inlines it everywhere and keeps vectors in registers.
/// </remarks>
internal unsafe interface ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>True if lanes are float64 rather than float32: a JIT-time constant, so that only one branch on it is compiled.</summary>
    static abstract bool IsDouble { get; }

    /// <summary>True if <see cref="MultiplyAdd"/> rounds once, as on every machine but WebAssembly: a JIT-time constant too.</summary>
    static abstract bool Fuses { get; }

    static abstract TVector Load(void* source);

    /// <summary>The value at an address in every lane.</summary>
    static abstract TVector Broadcast(void* source);

    static abstract void Store(TVector x, void* target);

    /// <summary>The same value in every lane.</summary>
    static abstract TVector Number(double value);

    /// <summary>The same bits in every lane.</summary>
    static abstract TVector Bits(uint single, ulong @double);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a · b + c, rounded once; in WebAssembly, which has no such instruction, twice.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>a · b + c, rounded once everywhere, or nearly so: for where accuracy depends on a product that is not rounded.</summary>
    static abstract TVector FusedMultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>−a, also for NaN.</summary>
    static abstract TVector Negate(TVector a);

    static abstract TVector Absolute(TVector a);

    static abstract TVector SquareRoot(TVector a);

    /// <summary>The nearest integer, ties to even.</summary>
    static abstract TVector Round(TVector a);

    static abstract TVector Floor(TVector a);

    /// <summary>The smaller of two, where −0 is below 0; NaN if either is NaN.</summary>
    static abstract TVector Minimum(TVector a, TVector b);

    /// <summary>The larger of two, where −0 is below 0; NaN if either is NaN.</summary>
    static abstract TVector Maximum(TVector a, TVector b);

    /// <summary>The smaller of a bound and x; NaN if x is NaN.</summary>
    static abstract TVector AtMost(TVector bound, TVector x);

    /// <summary>The larger of a bound and x; NaN if x is NaN.</summary>
    static abstract TVector AtLeast(TVector bound, TVector x);

    static abstract TVector Less(TVector a, TVector b);

    static abstract TVector LessOrEqual(TVector a, TVector b);

    static abstract TVector Equal(TVector a, TVector b);

    /// <summary>a where the mask is set, else b.</summary>
    static abstract TVector Select(TVector mask, TVector a, TVector b);

    /// <summary>True if a mask is set in every lane.</summary>
    static abstract bool All(TVector mask);

    static abstract TVector And(TVector a, TVector b);

    static abstract TVector Or(TVector a, TVector b);

    static abstract TVector ExclusiveOr(TVector a, TVector b);

    static abstract TVector AddBits(TVector a, TVector b);

    static abstract TVector SubtractBits(TVector a, TVector b);

    static abstract TVector ShiftLeft(TVector a, int count);

    /// <summary>Logical shift right.</summary>
    static abstract TVector ShiftRight(TVector a, int count);

    /// <summary>x · 2ⁿ, rounded once, for ½ ≤ |x| ≤ 2 and integer n within twice the range of exponents.</summary>
    static abstract TVector Scale(TVector x, TVector n);

    /// <summary>A function of two arguments computed in float64 and rounded once.</summary>
    static abstract TVector InDouble<TFunction>(TVector x, TVector y)
        where TFunction : struct, IBinaryVectorFunction;
}
