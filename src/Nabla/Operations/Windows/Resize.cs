namespace Nabla;

/// <summary>How numbers between the given ones are found.</summary>
public enum Interpolation
{
    /// <summary>The nearest one.</summary>
    Nearest,

    /// <summary>On the line between the two beside it.</summary>
    Linear,

    /// <summary>On a cubic curve through the two beside it that takes its slopes from their neighbors (Keys 1981, with a = −¾).</summary>
    Cubic,
}

public sealed partial class Tensor
{
    /// <summary>
    /// This tensor with another size along an axis, by interpolation. Numbers stand in the middle of equal parts of the axis: number i of the result lies at
    /// (i + ½) · old / new − ½; beyond the first and the last they go on as they are.
    /// </summary>
    /// <param name="axis">The axis.</param>
    /// <param name="size">Its new size.</param>
    /// <param name="interpolation">How numbers in between are found.</param>
    /// <exception cref="OperationException">There is no such axis, a size is 0, or the numbers are not floats.</exception>
    public Tensor Resize(int axis, int size, Interpolation interpolation = Interpolation.Linear)
    {
        axis = ShapeRules.Axis("resize", axis, Type);
        ShapeRules.RequireFloat("resize", [Type]);
        var old = Shape[axis];
        if (size < 1 || old < 1) throw new ShapeException("resize", $"axis {axis} of {Shape} cannot be brought to size {size}: both sizes must be at least 1.", [Type]);
        if (size == old) return this;
        var (places, parts) = (new double[size], new double[size]);
        for (var i = 0; i < size; i++)
        {
            var place = (i + 0.5) * old / size - 0.5;
            places[i] = interpolation == Interpolation.Nearest ? Math.Floor(place + 0.5) : Math.Floor(place);
            parts[i] = place - places[i];
        }
        return interpolation switch
        {
            Interpolation.Nearest => Neighbor(0),
            Interpolation.Linear => Weighted(0, t => 1 - t) + Weighted(1, t => t),
            _ => Weighted(-1, t => Far(t + 1)) + Weighted(0, t => Near(t)) + Weighted(1, t => Near(1 - t)) + Weighted(2, t => Far(2 - t)),
        };

        Tensor Neighbor(int step) => Gather(From(Array.ConvertAll(places, place => (long)Math.Clamp(place + step, 0, old - 1))), axis);

        Tensor Weighted(int step, Func<double, double> weight)
        {
            var weights = new int[Rank];
            Array.Fill(weights, 1);
            weights[axis] = size;
            return Neighbor(step) * From(Array.ConvertAll(parts, part => weight(part)), weights).To(ElementType);
        }

        // Keys' kernel up to distance 1, and from there to 2.
        static double Near(double d) => (1.25 * d - 2.25) * d * d + 1;
        static double Far(double d) => ((-0.75 * d + 3.75) * d - 6) * d + 3;
    }
}
