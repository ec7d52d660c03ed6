namespace Nabla;

/// <summary>The interpolation between elements.</summary>
public enum Interpolation
{
    /// <summary>The nearest element.</summary>
    Nearest,

    /// <summary>Linear between the two neighbors.</summary>
    Linear,

    /// <summary>Cubic convolution over four neighbors (Keys 1981, with a = −¾).</summary>
    Cubic,
}

public sealed partial class Tensor
{
    /// <summary>
    /// Resizes an axis by interpolation. Elements are at the centers of equal parts of the axis: element i of the result is at (i + ½) · old / new − ½. Beyond
    /// the ends, the edge elements are repeated.
    /// </summary>
    /// <param name="axis">The axis.</param>
    /// <param name="size">The new size.</param>
    /// <param name="interpolation">The interpolation method.</param>
    /// <exception cref="OperationException">The axis does not exist, a size is 0, or the elements are not floats.</exception>
    public Tensor Resize(int axis, int size, Interpolation interpolation = Interpolation.Linear)
    {
        axis = ShapeRules.Axis("resize", axis, Type);
        ShapeRules.RequireFloat("resize", [Type]);
        var old = Shape[axis];
        if (size < 1 || old < 1)
            throw new ShapeException("resize", $"axis {axis} of {Shape} cannot be resized to {size}: both sizes must be at least 1.", [Type]);
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

        // Keys' kernel for distances up to 1, then up to 2.
        static double Near(double d) => (1.25 * d - 2.25) * d * d + 1;
        static double Far(double d) => ((-0.75 * d + 3.75) * d - 6) * d + 3;
    }
}
