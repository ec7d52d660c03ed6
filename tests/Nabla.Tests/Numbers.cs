namespace Nabla.Tests;

/// <summary>An array of doubles with a shape, for reference results that share no code with the library.</summary>
internal sealed record Numbers(int[] Shape, double[] Values)
{
    public double this[params int[] index] => Values[Place(Shape, index)];

    /// <summary>An array whose element at each index is given by a function.</summary>
    public static Numbers Make(int[] shape, Func<int[], double> element)
    {
        var values = new double[shape.Aggregate(1, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++) values[i] = element(IndexOf(shape, i));
        return new(shape, values);
    }

    /// <summary>A function applied at every position, with inputs broadcast along leading axes and axes of size 1.</summary>
    public static Numbers Map(Numbers[] x, Func<double[], double> function)
    {
        var shape = new int[x.Max(input => input.Shape.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var sizes = x.Where(input => i <= input.Shape.Length).Select(input => input.Shape[^i]).ToArray();
            shape[^i] = Array.Find(sizes, size => size != 1) is var other && sizes.All(size => size == 1) ? 1 : other;
        }
        return Make(shape, index => function(Array.ConvertAll(x, input => input.Repeated(index))));
    }

    /// <summary>The element at an index of a larger shape to which the array is broadcast.</summary>
    public double Repeated(int[] index)
    {
        var own = index[^Shape.Length..];
        for (var axis = 0; axis < own.Length; axis++) own[axis] = Shape[axis] == 1 ? 0 : own[axis];
        return this[own];
    }

    /// <summary>The array reduced along one axis, which is removed.</summary>
    public Numbers Fold(int axis, Func<double[], double> fold)
    {
        int[] rest = [.. Shape[..axis], .. Shape[(axis + 1)..]];
        return Make(rest, index => fold([.. Enumerable.Range(0, Shape[axis]).Select(i => this[[.. index[..axis], i, .. index[axis..]]])]));
    }

    private static int Place(int[] shape, int[] index)
    {
        var place = 0;
        for (var axis = 0; axis < shape.Length; axis++) place = place * shape[axis] + index[axis];
        return place;
    }

    private static int[] IndexOf(int[] shape, int place)
    {
        var index = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--) (place, index[axis]) = Math.DivRem(place, shape[axis]);
        return index;
    }
}
