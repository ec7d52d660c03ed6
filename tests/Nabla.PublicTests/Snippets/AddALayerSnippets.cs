using Nabla.Learning;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/add-a-layer.md.</summary>
public class AddALayerSnippets
{
    // docs/guide/add-a-layer.md
    /// <summary>Subtracts a mean: that of the batch in training, which also updates the running mean, and the running mean in inference.</summary>
    internal sealed class Centering : Module
    {
        private readonly int size;
        private readonly double momentum;

        public Centering(int size, double momentum)
        {
            (this.size, this.momentum) = (size, momentum);
            Mean = Buffer("mean", Tensor.Zeros(size));
        }

        public Variable Mean { get; }

        public override string TypeName => "centering";

        public override ModuleConfiguration Configuration => new() { { "size", size }, { "momentum", momentum } };

        public override Tensor Forward(Tensor x)
        {
            if (!IsTraining) return x - Mean;
            var mean = x.Mean(0);
            Mean.Value = momentum * Mean.Value + (1 - momentum) * mean.StopGradient();
            return x - mean;
        }
    }
    // end

    [Fact]
    public void ALayer_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/add-a-layer.md
        var layer = new Centering(size: 1, momentum: 0.5);
        Console.WriteLine(layer.Forward(Tensor.From([1f, 3f], [2, 1])).Flatten());   // tensor([-1,  1], float32[2])
        layer.Eval();
        Console.WriteLine(layer.Forward(Tensor.From([1f, 3f], [2, 1])).Flatten());   // tensor([0, 2], float32[2])
        // end
    });
}
