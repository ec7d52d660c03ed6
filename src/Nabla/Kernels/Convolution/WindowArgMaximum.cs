using System.Numerics;

namespace Nabla.Kernels;

/// <summary>Max pooling with indices over planes: the first largest element of each window, NaN being the largest, and its position in the plane.</summary>
internal readonly unsafe struct WindowArgMaximum<T>(WindowAxis rows, WindowAxis columns, int planes, nint x, nint values, nint indices) : IPieces
    where T : unmanaged, INumber<T>
{
    public int Count => planes;

    public void Run(int piece)
    {
        var (width, outputs) = (columns.Input, rows.Output * columns.Output);
        var plane = (T*)x + (long)piece * rows.Input * width;
        var largest = (T*)values + (long)piece * outputs;
        var positions = indices == 0 ? null : (long*)indices + (long)piece * outputs;
        for (var row = 0; row < rows.Output; row++)
        {
            var (top, bottom) = Range(rows, row);
            for (var column = 0; column < columns.Output; column++)
            {
                var (left, right) = Range(columns, column);
                var best = (long)top * width + left;
                for (var i = top; i < bottom; i++)
                {
                    for (var j = left; j < right; j++)
                    {
                        var place = (long)i * width + j;
                        // NaN beats everything but an earlier NaN.
                        if (plane[place] > plane[best] || (T.IsNaN(plane[place]) && !T.IsNaN(plane[best]))) best = place;
                    }
                }
                var output = row * columns.Output + column;
                largest[output] = plane[best];
                if (positions is not null) positions[output] = best;
            }
        }
    }

    private static (int Start, int End) Range(WindowAxis axis, int window)
    {
        var start = window * axis.Stride - axis.Padding;
        return (Math.Max(0, start), Math.Min(axis.Input, start + axis.Size));
    }
}
