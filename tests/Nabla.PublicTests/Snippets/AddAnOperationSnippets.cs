using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/add-an-operation.md.</summary>
public class AddAnOperationSnippets
{
    // docs/guide/add-an-operation.md
    /// <summary>x³. Derivative 3x².</summary>
    internal sealed class Cube : ElementwiseOperation
    {
        public override string Name => "cube";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

        public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Multiply(x[0], b.Multiply(x[0], x[0]));

        public override Tensor? Partial(int input, in OperationContext context) => 3 * context[0].Square();
    }
    // end

    [Fact]
    public void AddingAnOperation_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/add-an-operation.md
        Tensor x = Tensor.From([1.0, 2.0]);
        Console.WriteLine(Tensor.Apply(new Cube(), x));   // tensor([1, 8], float64[2])
        GradientCheck.Require(inputs => Tensor.Apply(new Cube(), inputs[0]), [x]);
        // end
    });
}
