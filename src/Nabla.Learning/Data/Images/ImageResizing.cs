namespace Nabla.Learning;

/// <summary>
/// Resizes images: linear interpolation where they grow, and where they shrink an average with triangular weights over all pixels that fall onto a new one,
/// so that none is skipped. The same as bilinear resizing with antialiasing in Pillow and torchvision, but without rounding to bytes.
/// </summary>
internal static class ImageResizing
{
    /// <summary>Returns an image [channels, height, width] in another size.</summary>
    internal static float[] Resize(float[] pixels, int channels, (int Height, int Width) from, (int Height, int Width) to)
    {
        if (from == to) return pixels;
        // The order with the smaller image in between.
        if ((long)from.Height * to.Width <= (long)to.Height * from.Width)
        {
            var narrow = Along(pixels, channels * from.Height, from.Width, to.Width, 1);
            return Along(narrow, channels, from.Height, to.Height, to.Width);
        }
        var low = Along(pixels, channels, from.Height, to.Height, from.Width);
        return Along(low, channels * to.Height, from.Width, to.Width, 1);
    }

    /// <summary>Resizes the middle axis of an array [outer, length, inner].</summary>
    private static float[] Along(float[] values, int outer, int length, int newLength, int inner)
    {
        if (length == newLength) return values;
        var resized = HostMemory.Allocate<float>((long)outer * newLength * inner, "resizing an image");
        double scale = (double)length / newLength, reach = Math.Max(1, scale);
        var sums = new double[inner];
        for (int i = 0; i < newLength; i++)
        {
            // Pixels are centered at half units.
            double center = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(center - reach)), last = Math.Min(length - 1, (int)(center + reach));
            var weights = new double[last - first + 1];
            for (int j = 0; j < weights.Length; j++) weights[j] = Math.Max(0, 1 - Math.Abs(first + j + 0.5 - center) / reach);
            double total = weights.Sum();
            for (int block = 0; block < outer; block++)
            {
                sums.AsSpan().Clear();
                for (int j = 0; j < weights.Length; j++)
                {
                    double weight = weights[j] / total;
                    var row = values.AsSpan((block * length + first + j) * inner, inner);
                    for (int k = 0; k < inner; k++) sums[k] += weight * row[k];
                }
                var target = resized.AsSpan((block * newLength + i) * inner, inner);
                for (int k = 0; k < inner; k++) target[k] = (float)sums[k];
            }
        }
        return resized;
    }
}
