using System.Globalization;
using System.Text;
using Nabla.Core;

namespace Nabla;

public sealed partial class Tensor
{
    private const int PrintedInFull = 1000;
    private const int PrintedAtEnds = 3;

    /// <summary>The values in nested brackets, long axes abridged, with element type and shape. Computes the values.</summary>
    public override string ToString()
    {
        var shown = Enumerable.Range(0, Rank).Select(axis => Shown(Shape[axis])).ToArray();
        var texts = new List<string>();
        var buffer = Read();
        var strides = Shape.Strides();
        Visit(0, 0, place => texts.Add(Text(buffer, place)));
        var width = texts.Select(text => text.Length).DefaultIfEmpty(0).Max();
        var lines = new StringBuilder("tensor(");
        var next = 0;
        if (ElementCount == 0) lines.Append("[]");
        else Write(0);
        GC.KeepAlive(buffer);
        return lines.Append($", {ElementType.Label()}{Shape})").ToString();

        int[] Shown(int size) => ElementCount <= PrintedInFull || size <= 2 * PrintedAtEnds
            ? [.. Enumerable.Range(0, size)]
            : [.. Enumerable.Range(0, PrintedAtEnds), .. Enumerable.Range(size - PrintedAtEnds, PrintedAtEnds)];

        void Visit(int axis, int place, Action<int> visit)
        {
            if (ElementCount == 0) return;
            if (axis == Rank) visit(place);
            else foreach (var index in shown[axis]) Visit(axis + 1, place + index * strides[axis], visit);
        }

        void Write(int axis)
        {
            if (axis == Rank)
            {
                lines.Append(texts[next++].PadLeft(Rank == 0 ? 0 : width));
                return;
            }
            lines.Append('[');
            for (var i = 0; i < shown[axis].Length; i++)
            {
                if (i > 0)
                {
                    lines.Append(axis == Rank - 1 ? ", " : ",");
                    if (axis < Rank - 1) lines.Append('\n', Rank - 1 - axis).Append(' ', "tensor(".Length + axis + 1);
                    if (shown[axis][i] != shown[axis][i - 1] + 1)
                    {
                        lines.Append("...");
                        lines.Append(axis == Rank - 1 ? ", " : ",");
                        if (axis < Rank - 1) lines.Append('\n', Rank - 1 - axis).Append(' ', "tensor(".Length + axis + 1);
                    }
                }
                Write(axis + 1);
            }
            lines.Append(']');
        }
    }

    private static string Text(DataBuffer buffer, int place) => buffer.Element switch
    {
        ElementType.Boolean => buffer[place] != 0 ? "true" : "false",
        // Not through double, which has fewer digits.
        ElementType.Int64 => buffer.Span<long>()[place].ToString(CultureInfo.InvariantCulture),
        ElementType.Int32 => buffer.Span<int>()[place].ToString(CultureInfo.InvariantCulture),
        ElementType.Float32 or ElementType.Float64 => Text(buffer[place]),
        _ => throw ElementTypes.Unknown(buffer.Element),
    };

    private static string Text(double value) => value switch
    {
        _ when double.IsNaN(value) => "nan",
        _ when double.IsInfinity(value) => value > 0 ? "inf" : "-inf",
        _ when value != 0 && (Math.Abs(value) >= 1e6 || Math.Abs(value) < 1e-4) => value.ToString("0.####e+00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };
}
