using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Learning.Modules;

public sealed class LayerPathTests
{
    [Fact]
    public void Apply_LayerThatDoesNotFit_IsNamedByItsPath()
    {
        var generator = new Generator(1);
        var network = new Sequential
        {
            new Linear(4, 8, generator),
            Activation.Relu(),
            new Sequential { Activation.Tanh(), new Residual(new Linear(5, 2, generator)) },
        };
        var error = Assert.Throws<ShapeException>(() => network.Forward(Tensor.Ones([3, 4])));
        Assert.StartsWith("layer 2.1.inner (linear(in 5, out 2)): matmul: ", error.Message);
        Assert.Equal("2.1.inner", error.LayerPath);
        Assert.Equal("matmul", error.Operation);
        Assert.StartsWith("layer 0 (linear(in 4, out 8)): matmul: ", Assert.Throws<ShapeException>(() => network.Forward(Tensor.Ones([3, 7]))).Message);
        Assert.Equal("", Assert.Throws<ShapeException>(() => Tensor.Ones([3]) + Tensor.Ones([2])).LayerPath);
    }

    [Fact]
    public void ToString_Network_IsASummary()
    {
        var network = new Sequential { new Linear(2, 32, new Generator(1)), Activation.Tanh(), new Linear(32, 2, new Generator(2)) };
        Assert.Equal("sequential, 162 parameters\n0  linear(in 2, out 32)  96\n1  tanh                   0\n2  linear(in 32, out 2)  66", network.ToString());
        Assert.Equal("sequential, without layers", new Sequential().ToString());
    }

    [Fact]
    public void For_NetworkAndDataSet_IsAModelInOneCall()
    {
        using var folder = new DataFolder();
        var data = CsvDataset.Load(folder.Write("data.csv", "a,b,kind\n1,2,x\n3,5,y\n5,8,x\n"));
        var network = new Sequential { new Linear(2, 2, new Generator(1)) };
        var model = TrainedModel.Create(network, data, new CrossEntropyLoss());
        Assert.Equal(["a", "b"], model.FeatureNames);
        Assert.Equal(["x", "y"], model.ClassNames);
        Assert.Equal([3.0, 5.0], model.Inputs.Mean);
        Assert.Equal(new TableSchema(3, 2, model.Schema!.FeatureNames, "kind"), model.Schema);
        Assert.Equal(3, model.Prepare(data).Count);
        var path = folder.In("model.safetensors");
        ModelFile.Save(path, model);
        var loaded = ModelFile.Load(path).Schema!;
        Assert.Equal((3, 2, "kind"), (loaded.Columns, loaded.TargetColumn, loaded.TargetName));
        Assert.Equal(["a", "b"], loaded.FeatureNames!);
        var narrow = new Sequential { new Linear(2, 3, new Generator(1)) };
        var error = Assert.Throws<DataException>(() => TrainedModel.Create(narrow, data, new CrossEntropyLoss()));
        Assert.Equal("data: has 2 classes, but the network returns [1, 3] for one example.", error.Message);
    }

    [Fact]
    public void ModelFile_OfVeryManyLayers_LoadsInProportion()
    {
        const int Layers = 50_000;
        using var folder = new DataFolder();
        var network = new Sequential(Enumerable.Range(0, Layers).Select(_ => (Module)Activation.Tanh()));
        var path = folder.In("model.safetensors");
        ModelFile.Save(path, new()
        {
            Network = network,
            LossName = "squared-error",
            ExampleShape = [1],
            FeatureNames = ["x1"],
            ClassNames = [],
            TargetNames = ["y"],
            Inputs = Standardizer.Identity,
        });
        Assert.Equal(Layers, ModelFile.Load(path).Network.Children.Count);
    }
}
