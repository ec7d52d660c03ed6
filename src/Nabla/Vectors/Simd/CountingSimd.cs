namespace Nabla.Vectors;

/// <summary>Counts the instructions of a function while computing it for one value.</summary>
internal readonly unsafe struct CountingSimd<TSimd, TNumber> : ISimd<TNumber>
    where TSimd : struct, ISimd<TNumber>
    where TNumber : unmanaged
{
    [ThreadStatic]
    private static int count;

    public static bool IsDouble => TSimd.IsDouble;

    public static bool Fuses => TSimd.Fuses;

    /// <summary>The instruction count of a function of one argument: loads and constants are free, a multiply-add counts as two.</summary>
    public static int Of<TFunction>()
        where TFunction : struct, IVectorFunction
    {
        count = 0;
        TFunction.Run<CountingSimd<TSimd, TNumber>, TNumber>(TSimd.Number(0.5));
        return count;
    }

    /// <summary>The instruction count of a function of two arguments.</summary>
    public static int OfBinary<TFunction>()
        where TFunction : struct, IBinaryVectorFunction
    {
        count = 0;
        TFunction.Run<CountingSimd<TSimd, TNumber>, TNumber>(TSimd.Number(0.5), TSimd.Number(0.75));
        return count;
    }

    public static TNumber Load(void* source) => TSimd.Load(source);

    public static TNumber Broadcast(void* source) => TSimd.Broadcast(source);

    public static void Store(TNumber x, void* target) => TSimd.Store(x, target);

    public static TNumber Number(double value) => TSimd.Number(value);

    public static TNumber Bits(uint single, ulong @double) => TSimd.Bits(single, @double);

    public static TNumber Add(TNumber a, TNumber b) => Counted(TSimd.Add(a, b));

    public static TNumber Subtract(TNumber a, TNumber b) => Counted(TSimd.Subtract(a, b));

    public static TNumber Multiply(TNumber a, TNumber b) => Counted(TSimd.Multiply(a, b));

    public static TNumber Divide(TNumber a, TNumber b) => Counted(TSimd.Divide(a, b));

    public static TNumber MultiplyAdd(TNumber a, TNumber b, TNumber c)
    {
        count++;
        return Counted(TSimd.MultiplyAdd(a, b, c));
    }

    public static TNumber FusedMultiplyAdd(TNumber a, TNumber b, TNumber c)
    {
        count++;
        return Counted(TSimd.FusedMultiplyAdd(a, b, c));
    }

    public static TNumber Negate(TNumber a) => Counted(TSimd.Negate(a));

    public static TNumber Absolute(TNumber a) => Counted(TSimd.Absolute(a));

    public static TNumber SquareRoot(TNumber a) => Counted(TSimd.SquareRoot(a));

    public static TNumber Round(TNumber a) => Counted(TSimd.Round(a));

    public static TNumber Floor(TNumber a) => Counted(TSimd.Floor(a));

    public static TNumber Minimum(TNumber a, TNumber b) => Counted(TSimd.Minimum(a, b));

    public static TNumber Maximum(TNumber a, TNumber b) => Counted(TSimd.Maximum(a, b));

    public static TNumber AtMost(TNumber bound, TNumber x) => Counted(TSimd.AtMost(bound, x));

    public static TNumber AtLeast(TNumber bound, TNumber x) => Counted(TSimd.AtLeast(bound, x));

    public static TNumber Less(TNumber a, TNumber b) => Counted(TSimd.Less(a, b));

    public static TNumber LessOrEqual(TNumber a, TNumber b) => Counted(TSimd.LessOrEqual(a, b));

    public static TNumber Equal(TNumber a, TNumber b) => Counted(TSimd.Equal(a, b));

    public static TNumber Select(TNumber mask, TNumber a, TNumber b) => Counted(TSimd.Select(mask, a, b));

    public static bool All(TNumber mask) => TSimd.All(mask);

    public static TNumber And(TNumber a, TNumber b) => Counted(TSimd.And(a, b));

    public static TNumber Or(TNumber a, TNumber b) => Counted(TSimd.Or(a, b));

    public static TNumber ExclusiveOr(TNumber a, TNumber b) => Counted(TSimd.ExclusiveOr(a, b));

    public static TNumber AddBits(TNumber a, TNumber b) => Counted(TSimd.AddBits(a, b));

    public static TNumber SubtractBits(TNumber a, TNumber b) => Counted(TSimd.SubtractBits(a, b));

    public static TNumber ShiftLeft(TNumber a, int count) => Counted(TSimd.ShiftLeft(a, count));

    public static TNumber ShiftRight(TNumber a, int count) => Counted(TSimd.ShiftRight(a, count));

    public static TNumber Scale(TNumber x, TNumber n) => Counted(TSimd.Scale(x, n));

    public static TNumber InDouble<TFunction>(TNumber x, TNumber y)
        where TFunction : struct, IBinaryVectorFunction
    {
        count += CountingSimd<DoubleScalar, double>.OfBinary<TFunction>();
        return TSimd.InDouble<TFunction>(x, y);
    }

    private static TNumber Counted(TNumber x)
    {
        count++;
        return x;
    }
}
