using System.Text;
using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Nabla.Tests.Learning.Files;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>Invalid input: exit code 2, a one-line message with the error and its location, and no files left behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Good = "a,b,kind\n1,2,x\n2,1,y\n3,4,x\n4,3,y\n5,6,x\n6,5,y\n7,8,x\n8,7,y\n9,9,x\n9,8,y\n";
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("truncated images", "train-images-idx3-ubyte: truncated: 24 bytes of values for [6, 2, 2] expected, 23 found.")]
    [InlineData("oversized images", "train-images-idx3-ubyte: oversized: 24 bytes of values for [6, 2, 2] expected, 25 found.")]
    [InlineData("wrong magic", "train-images-idx3-ubyte: is not an IDX file: it begins with 0x4E6F2069, not with two zero bytes.")]
    [InlineData("label outside", "train-labels-idx1-ubyte: row 4 (counted from 0): label 10 is outside the classes 0 to 9.")]
    [InlineData("counts differ", "train-images-idx3-ubyte: 6 images, but 5 labels in ")]
    [InlineData("no labels", "t10k-labels-idx1-ubyte is missing, with and without .gz.")]
    public void Train_DamagedIdxFolder_NamesTheFile(string damage, string message)
    {
        byte[] images = DataFolder.Idx(new byte[24], 6, 2, 2), labels = DataFolder.Idx([0, 1, 2, 3, 4, 9], 6);
        folder.Write("t10k-images-idx3-ubyte", images);
        if (damage != "no labels") folder.Write("t10k-labels-idx1-ubyte", labels);
        folder.Write("train-images-idx3-ubyte", damage switch
        {
            "truncated images" => images[..^1],
            "oversized images" => [.. images, 0],
            "wrong magic" => Encoding.UTF8.GetBytes("No image"),
            _ => images,
        });
        folder.Write("train-labels-idx1-ubyte", damage switch
        {
            "label outside" => DataFolder.Idx([0, 1, 2, 3, 10, 9], 6),
            "counts differ" => DataFolder.Idx([0, 1, 2, 3, 4], 5),
            _ => labels,
        });

        var error = Refuse("train", $"mnist:{folder.Path}");

        Assert.Contains(message, error);
        Assert.Contains(folder.Path, error);
    }

    [Theory]
    [InlineData("a,b,kind\n1,2,x\n2,1\n3,4,x\n", "line 3: 3 fields expected, 2 found.")]
    [InlineData("a,b,kind\n1,2,x\n2,1,y,z\n", "line 3: 3 fields expected, 4 found.")]
    [InlineData("", "the file is empty.")]
    [InlineData("a,b,kind\n", "no row of data follows line 1.")]
    [InlineData("a,b,kind\n1,2,x\n2,one,y\n", "line 3, column 2 'b': 'one'")]
    [InlineData("a,b,kind\n1,2,x\nNaN,2,y\n", "line 3, column 1 'a': 'NaN'")]
    [InlineData("a,b,kind\n1,2,x\n1,,y\n", "line 3, column 2 'b'")]
    [InlineData(Good + Good, "line 12 repeats the first line; were two files joined?")]
    [InlineData("a,b,kind\n1,2,x\n2,1,x\n", "one class only")]
    [InlineData("a,b,y\n1,2,0.25\n", "1 example")]
    [InlineData("a,b,kind\n1,2,x\n2,1,y\n", "2 examples")]
    public void Train_CsvThatIsNone_NamesFileAndLine(string text, string message)
    {
        var path = folder.Write("table.csv", text);

        var error = Refuse("train", $"csv:{path}");

        Assert.StartsWith($"nabla: {path}: ", error);
        Assert.Contains(message, error);
    }

    [Theory]
    [InlineData("--batch 0", "--batch 0: the batch size must be at least 1.")]
    [InlineData("--batch -3", "--batch -3: the batch size must be at least 1.")]
    [InlineData("--epochs 0", "--epochs 0: there must be at least 1 epoch.")]
    [InlineData("--epochs many", "many")]
    [InlineData("--hidden abc", "--hidden abc: 'abc' is not a width; give whole numbers from 1 to 100000 separated by commas, or none.")]
    [InlineData("--hidden 8,,8", "--hidden 8,,8: '' is not a width")]
    [InlineData("--hidden 8,-1", "--hidden 8,-1: '-1' is not a width")]
    [InlineData("--hidden 100000,100000", "100000")]
    [InlineData(
        "--loss nonsense",
        "Unknown loss 'nonsense'; the losses are cross-entropy, binary-cross-entropy, squared-error, "
        + "mean-squared-error, absolute-error, huber, hinge, multi-class-hinge, focal, kl-divergence, negative-log-likelihood, poisson.")]
    [InlineData(
        "--activation nonsense",
        "Unknown nonlinearity 'nonsense'; the nonlinearities are elu, gelu, hard-sigmoid, hard-swish, hard-tanh, leaky-relu, log-sigmoid, mish, relu, ")]
    [InlineData(
        "--activation nonsense --hidden none",
        "Unknown nonlinearity 'nonsense'; the nonlinearities are elu, gelu, hard-sigmoid, hard-swish, hard-tanh, leaky-relu, log-sigmoid, mish, relu, ")]
    [InlineData("--optimizer nonsense", "--optimizer nonsense: unknown optimizer; the optimizers are sgd, momentum, nesterov, adam, adamw, amsgrad, ")]
    [InlineData("--lr 0", "--learning-rate 0: it must be a positive number.")]
    [InlineData("--lr NaN", "--learning-rate NaN: it must be a positive number.")]
    [InlineData("--strength -1", "--strength -1: it must be a finite number of at least 0.")]
    [InlineData("--validation 1", "--validation 1: the share must be from 0 to 0.9.")]
    [InlineData("--test 0", "--test 0: the share must be from 0.001 to 0.9.")]
    [InlineData("--seed -1", "-1")]
    [InlineData("--delimiter ab", "--delimiter ab: it must be one character, 'tab' or 'space'.")]
    [InlineData("--target nowhere", "has no column 'nowhere'; its columns are")]
    [InlineData("--nonsense", "--nonsense")]
    public void Train_OptionThatCannotBe_NamesItAndItsValue(string options, string message)
    {
        var path = folder.Write("table.csv", Good);

        Assert.Contains(message, Refuse(["train", $"csv:{path}", .. options.Split(' ')]));
    }

    [Theory]
    [InlineData("trian digits", "nabla: unknown command 'trian'; the commands are train, ")]
    [InlineData("plot foo", "nabla: unknown command 'foo'; the commands are nonlinearities, losses, ")]
    [InlineData("plot", "nabla: Required command was not provided. See 'nabla plot --help'.")]
    [InlineData("plot boundary", "nabla: Required argument 'data' missing for command: 'boundary'. See 'nabla plot boundary --help'.")]
    [InlineData("check x^3", "nabla: check x^3: unknown operation; use --formula to check a formula. ")]
    public void Tool_WordThatIsNoCommand_NamesItAndWhatThereIs(string arguments, string message) =>
        Assert.StartsWith(message, RefuseWithoutFolder(arguments.Split(' ')));

    [Fact]
    public void Train_ThatDiverges_FailsAndKeepsTheFormerModel()
    {
        var run = folder.In("run");
        Tool.Succeed("train", "xor:100", "--hidden", "4", "--epochs", "1", "--out", run);
        var model = File.ReadAllBytes(Path.Combine(run, "model.safetensors"));
        var result = Tool.Run("train", "xor:100", "--hidden", "4", "--epochs", "2", "--lr", "1e30", "--out", run);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("nabla: the loss is not finite from epoch 1 on, and neither are the weights: nothing is saved. It was ", result.Error);
        Assert.Contains(" before the first step: take a smaller learning rate than 1E+30. --learning-rate 0.", result.Error);
        Assert.Equal(model, File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
    }

    [Theory]
    [InlineData("hinge")]
    [InlineData("cross-entropy")]
    [InlineData("binary-cross-entropy")]
    public void Train_LossForClassesOnNumbers_SaysWhichLossesFit(string loss)
    {
        var path = folder.Write("prices.csv", "a,y\n1,0.5\n2,1.5\n3,2.5\n4,3.5\n5,4.5\n");

        Assert.Equal(
            $"nabla: --loss {loss}: prices has numbers to predict, not classes; use squared-error, mean-squared-error, absolute-error, huber, poisson.",
            Refuse("train", $"csv:{path}", "--loss", loss));
    }

    [Theory]
    [InlineData("nonsense", "Unknown data set 'nonsense'; use digits, moons, spirals, xor (generated")]
    [InlineData("csv:", "csv:: give its location, as in csv:FILE.")]
    [InlineData("idx", "idx: give its location, as in idx:FOLDER.")]
    [InlineData("moons:three", "moons:three: the number of examples must be a whole number from 10 to 10000000.")]
    [InlineData("moons:9", "moons:9: the number of examples must be a whole number from 10 to 10000000.")]
    [InlineData("csv:no/such/file.csv", "no/such/file.csv: ")]
    [InlineData("mnist:no/such/folder", "no/such/folder: ")]
    public void Train_UnknownData_NamesThem(string data, string message) => Assert.StartsWith("nabla: " + message, Refuse("train", data));

    [Theory]
    [InlineData("")]
    [InlineData("polish")]
    [InlineData("train")]
    [InlineData("evaluate model.safetensors")]
    [InlineData("train moons xor")]
    public void CommandLine_ThatIsNone_PointsToHelp(string line)
    {
        var error = RefuseWithoutFolder(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.EndsWith("--help'.", error);
    }

    [Fact]
    public void Train_OutFolderBelowAFile_NamesIt()
    {
        var file = folder.Write("file", "text");
        var run = Path.Combine(file, "run");

        var error = RefuseWithoutFolder("train", "xor:20", "--out", run);

        Assert.StartsWith($"nabla: The folder '{run}' cannot be written: ", error);
        Assert.Equal("text", File.ReadAllText(file));
    }

    [Fact]
    public void Train_OutFolderIsAFile_LeavesTheFileAlone()
    {
        var file = folder.Write("file", "text");

        Assert.Contains(file, RefuseWithoutFolder("train", "xor:20", "--out", file));
        Assert.Equal("text", File.ReadAllText(file));
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("evaluate xor")]
    [InlineData("predict xor")]
    [InlineData("export model.onnx")]
    public void Use_MissingModel_NamesIt(string line)
    {
        var words = line.Split(' ');
        var model = folder.In("nowhere.safetensors");

        Assert.Equal($"nabla: {model}: the file does not exist.", RefuseWithoutFolder([words[0], model, .. words[1..]]));
    }

    [Theory]
    [InlineData("length beyond the file", "the file is cut short: header length 9000, but only 20 bytes follow.")]
    [InlineData("length absurd", "not a safetensors file: header length 18446744073709551615 is over the format's limit of 100000000 bytes.")]
    [InlineData("no length", "not a safetensors file: 3 bytes, shorter than the 8 bytes of the header's length.")]
    [InlineData("overlap", "overlaps another tensor's, which ends at 8.")]
    [InlineData("duplicate", "the header has the key \"w\" twice.")]
    [InlineData("unknown type", "element type \"F99\" is unknown or not supported")]
    [InlineData("no model", "the metadata has no 'format': this is not a Nabla model.")]
    [InlineData("weights of float64", "'0.weight' is F64, not F32")]
    [InlineData("architecture of two lines", "the architecture cannot be read")]
    public void Summary_DamagedModel_NamesTheFile(string damage, string message)
    {
        const string First = """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""";
        var path = folder.Write("damaged.safetensors", damage switch
        {
            "length beyond the file" => [.. SafetensorsBytes.Length(9000), .. new byte[20]],
            "length absurd" => [.. SafetensorsBytes.Length(ulong.MaxValue), .. new byte[20]],
            "no length" => [1, 2, 3],
            "overlap" => SafetensorsBytes.Of(First + ""","v":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12),
            "duplicate" => SafetensorsBytes.Of(First + ""","w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 16),
            "unknown type" => SafetensorsBytes.Of("""{"w":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}""", 8),
            _ => SafetensorsBytes.Of(First + "}", 8),
        });
        if (damage is "weights of float64" or "architecture of two lines")
        {
            Save(path);
            var file = SafetensorsFile.Read(path);
            var metadata = new Dictionary<string, string>(file.Metadata);
            if (damage == "architecture of two lines") metadata["architecture"] = "one\ntwo";
            SafetensorsFile.Write(path, metadata, [.. file.Entries.Select(entry =>
                damage == "weights of float64" && entry.Name == "0.weight"
                    ? new SafetensorsEntry(entry.Name, "F64", entry.Shape, new byte[2 * entry.Data.Length])
                    : entry)]);
        }

        var error = RefuseWithoutFolder("summary", path);

        Assert.StartsWith($"nabla: {path}: ", error);
        Assert.Contains(message, error);
    }

    [Fact]
    public void Use_DataOfAnotherKind_NamesBothNumbers()
    {
        var model = folder.In("model.safetensors");
        Save(model);
        var wide = folder.Write("wide.csv", "a,b,c,d,kind\n1,2,3,4,x\n4,3,2,1,y\n");
        var strange = folder.Write("strange.csv", "a,b,kind\n1,2,x\n4,3,z\n");

        var message = $"nabla: {wide}: columns c, d, kind: the model was trained on a, b; remove what it does not know.";
        Assert.Equal(message, RefuseWithoutFolder("evaluate", model, $"csv:{wide}"));
        Assert.Equal(message, RefuseWithoutFolder("predict", model, $"csv:{wide}"));
        Assert.StartsWith(
            $"nabla: {strange}: line 3, column 3 'kind': 'z' is not one of the classes",
            RefuseWithoutFolder("evaluate", model, $"csv:{strange}"));
        Assert.Equal("nabla: spirals: it has 3 classes, but the model has 2.", RefuseWithoutFolder("evaluate", model, "spirals:20"));
    }

    private static void Save(string path) => ModelFile.Save(path, new()
    {
        Network = Models.Perceptron([2, 2], "relu", new Generator(1)),
        LossName = "cross-entropy",
        ExampleShape = [2],
        FeatureNames = ["a", "b"],
        ClassNames = ["x", "y"],
        TargetNames = [],
        Inputs = Standardizer.Identity,
    });

    /// <summary>The single line on stderr, after checking that nothing was written to the output folder.</summary>
    private string Refuse(params string[] arguments)
    {
        var error = RefuseWithoutFolder([.. arguments, "--out", folder.In("run")]);
        Assert.False(Path.Exists(folder.In("run")), "The folder was made all the same.");
        return error;
    }

    private static string RefuseWithoutFolder(params string[] arguments)
    {
        var result = Tool.Run(arguments);

        Assert.True(result.ExitCode == 2, $"exit code {result.ExitCode}\n{result.Error}");
        Assert.Equal("", result.Output);
        Assert.StartsWith("nabla: ", result.Error);
        Assert.EndsWith("\n", result.Error);
        var line = result.Error[..^1];
        Assert.DoesNotContain('\n', line);
        return line;
    }
}
