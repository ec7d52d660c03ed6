namespace Nabla.Vectors;

/// <summary>A function of one argument, written once for all vector types.</summary>
internal interface IVectorFunction
{
    static abstract TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged;
}

/// <summary>A function of two arguments, written once for all vector types.</summary>
internal interface IBinaryVectorFunction
{
    static abstract TVector Run<TSimd, TVector>(TVector x, TVector y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged;
}
