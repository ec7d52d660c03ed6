namespace Nabla.Vectors;

/// <summary>ln 2 in two parts, for where products are rounded: the first has so few digits that its product with any exponent is exact.</summary>
internal static class LogarithmOfTwo
{
    public const double ShortSingle = 0.693145751953125;
    public const double RestOfSingle = 1.42860682e-06;
    public const double ShortDouble = 0.6931471803691238;
    public const double RestOfDouble = 1.9082149292705877e-10;
}
