namespace Nabla.Compiler;

/// <summary>Turns a canonical graph into a flat list of steps.</summary>
internal static class Lower
{
    public static List<Step> Run(GraphForm form)
    {
        var fuse = new Fuse(form);
        var steps = new List<Step>();
        foreach (var i in ComputingOrder.Of(form))
        {
            var (operation, type, inputs, _) = form.Nodes[i];
            if (operation is null || !fuse.IsStored(i)) continue;
            switch (operation)
            {
                case ElementwiseOperation:
                    steps.Add(fuse.Loop(i));
                    break;
                case ReductionOperation reduction:
                    var shape = form.Nodes[inputs[0]].Type.Shape;
                    steps.Add(new ReductionStep(
                        i, inputs, reduction.Combine, shape.Product(0, reduction.Start), shape.Product(reduction.Start, reduction.End), shape.Product(reduction.End, shape.Rank)));
                    break;
                case MoveOperation { IsAlias: true }:
                    break;
                case MoveOperation move:
                    var types = Array.ConvertAll(inputs, input => form.Nodes[input].Type);
                    steps.Add(new MoveStep(i, inputs, [.. move.Pieces(type, types)], move.ZeroFills));
                    break;
                case OpaqueOperation opaque:
                    steps.Add(new OpaqueStep(i, inputs, opaque));
                    break;
            }
        }
        return steps;
    }
}
