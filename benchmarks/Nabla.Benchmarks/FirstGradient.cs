namespace Nabla.Benchmarks;

/// <summary>A whole process, from its start until the first gradient is printed.</summary>
internal static class FirstGradient
{
    public static void Run()
    {
        var w = new Variable(Tensor.From<float>([1, 2, 3]), "w");
        var gradient = Reverse.Gradients((w.Value * w.Value).Sum(), w)[0];
        Console.WriteLine(gradient.ToArray<float>()[0]);
    }
}
