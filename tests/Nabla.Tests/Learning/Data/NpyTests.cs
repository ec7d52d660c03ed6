using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>Tensors as .npy and .npz files.</summary>
public sealed class NpyTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<int[]> Shapes => new((int[][])[[], [1], [7], [2, 3], [3, 1, 2], [0], [4, 0, 2]]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void WriteAndRead_EveryTypeAndShape_IsTheSameTensor(int[] shape)
    {
        foreach (var type in (ElementType[])[ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64, ElementType.Boolean])
        {
            var tensor = (new Generator(1).Normal((Shape)shape, 0, 100, ElementType.Float64) - 1).To(type);
            NpyFile.Write(folder.In("a.npy"), tensor);
            AssertEqual(tensor, NpyFile.Read(folder.In("a.npy")));
        }
    }

    [Fact]
    public void Write_AMatrix_HasTheBytesOfNumPy()
    {
        NpyFile.Write(folder.In("a.npy"), Tensor.From<float>([0, 1, 2, 3, 4, 5], [2, 3]));
        var bytes = File.ReadAllBytes(folder.In("a.npy"));
        const string Header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(Header.PadRight(117) + "\n")];
        Assert.Equal(128, start.Length);
        Assert.Equal(start, bytes[..128]);
        Assert.Equal(24, bytes.Length - 128);
    }

    [Theory]
    [InlineData("<f2", new byte[] { 0, 0x3C, 0, 0xC0 }, ElementType.Float32, new[] { 1.0, -2 })]
    [InlineData(">f4", new byte[] { 0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0 }, ElementType.Float32, new[] { 1.0, -2 })]
    [InlineData(">i8", new byte[] { 0, 0, 0, 0, 0, 0, 1, 2, 255, 255, 255, 255, 255, 255, 255, 255 }, ElementType.Int64, new[] { 258.0, -1 })]
    [InlineData("|u1", new byte[] { 1, 255 }, ElementType.Int32, new[] { 1.0, 255 })]
    [InlineData("|i1", new byte[] { 1, 255 }, ElementType.Int32, new[] { 1.0, -1 })]
    [InlineData("<u2", new byte[] { 1, 0, 255, 255 }, ElementType.Int32, new[] { 1.0, 65535 })]
    [InlineData(">i2", new byte[] { 0, 1, 255, 255 }, ElementType.Int32, new[] { 1.0, -1 })]
    [InlineData("<u4", new byte[] { 1, 0, 0, 0, 255, 255, 255, 255 }, ElementType.Int64, new[] { 1.0, 4294967295 })]
    public void Read_OtherTypes_AreWidened(string type, byte[] data, ElementType expected, double[] numbers)
    {
        var tensor = NpyFile.Read(folder.Write("a.npy", Content(type, "(2,)", data)));
        Assert.Equal(expected, tensor.ElementType);
        Assert.Equal(numbers, tensor.To(ElementType.Float64).ToArray<double>());
    }

    [Fact]
    public void Read_ColumnMajor_IsTransposed()
    {
        var path = folder.Write("a.npy", Content("|u1", "(2, 3)", [1, 2, 3, 4, 5, 6], order: "True"));
        Assert.Equal([1, 3, 5, 2, 4, 6], NpyFile.Read(path).ToArray<int>());
    }

    [Theory]
    [InlineData("<c8", "(1,)", "elements are of type '<c8'")]
    [InlineData("|O", "(1,)", "elements are of type '|O'")]
    [InlineData("<U4", "(1,)", "elements are of type '<U4'")]
    [InlineData("<u8", "(1,)", "elements are of type '<u8'")]
    [InlineData("|f4", "(1,)", "elements are of type '|f4'")]
    [InlineData("<f4", "(3,)", "cut short")]
    [InlineData("<f4", "(1,)", "bytes after the 1 elements")]
    [InlineData("<f4", "(99999999999,)", "no size of an axis")]
    [InlineData("<f4", "(2147483647, 2147483647, 2147483647)", "more elements")]
    [InlineData("<f4", "(-1,)", "no size of an axis")]
    [InlineData("<f4", "2", "no '('")]
    public void Read_WhatIsNoTensor_IsRefused(string type, string shape, string part) =>
        Assert.Contains(part, DataFolder.ErrorNaming(folder.In("a.npy"), () => NpyFile.Read(folder.Write("a.npy", Content(type, shape, new byte[8])))));

    [Fact]
    public void Read_CutAnywhereOrWithAByteFlipped_FailsWithOneLineOrReadsATensor()
    {
        var (npy, npz) = (folder.In("a.npy"), folder.In("a.npz"));
        var tensor = Tensor.From<double>([1, 2, 3, 4, 5, 6], [3, 2]);
        NpyFile.Write(npy, tensor);
        NpzFile.Write(npz, new Dictionary<string, Tensor> { ["x"] = tensor, ["y"] = tensor.To(ElementType.Int32) });
        Damage(npy, path => NpyFile.Read(path));
        Damage(npz, path => NpzFile.Read(path, 1 << 20));

        void Damage(string path, Action<string> read)
        {
            var bytes = File.ReadAllBytes(path);
            for (var i = 0; i < bytes.Length; i++)
            {
                File.WriteAllBytes(path, bytes[..i]);
                DataFolder.ErrorNaming(path, () => read(path));
                for (var bit = 0; bit < 8; bit++)
                {
                    var changed = (byte[])bytes.Clone();
                    changed[i] ^= (byte)(1 << bit);
                    File.WriteAllBytes(path, changed);
                    try
                    {
                        read(path);
                    }
                    catch (DataException exception)
                    {
                        Assert.StartsWith(path + ":", exception.Message);
                        Assert.DoesNotContain('\n', exception.Message);
                    }
                }
            }
        }
    }

    [Fact]
    public void Npz_OfSeveralTensors_IsTheSameAndHasEqualBytes()
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["weights"] = new Generator(1).Normal([5, 4]),
            ["labels"] = Tensor.From<long>([3, 1]),
            ["ä/b"] = Tensor.Scalar(2.5),
        };
        NpzFile.Write(folder.In("a.npz"), tensors);
        NpzFile.Write(folder.In("b.npz"), tensors);
        Assert.Equal(File.ReadAllBytes(folder.In("a.npz")), File.ReadAllBytes(folder.In("b.npz")));
        var read = NpzFile.Read(folder.In("a.npz"));
        Assert.Equal(tensors.Keys.Order(), read.Keys.Order());
        foreach (var (name, tensor) in tensors) AssertEqual(tensor, read[name]);
        Assert.Throws<ArgumentException>(() => NpzFile.Write(folder.In("a.npz"), new Dictionary<string, Tensor> { [""] = tensors["labels"] }));
    }

    [Fact]
    public void Npz_LargerThanTheLimitOrWithOtherFiles_IsRefused()
    {
        NpzFile.Write(folder.In("a.npz"), new Dictionary<string, Tensor> { ["zeros"] = Tensor.Zeros([1000, 1000]) });
        Assert.Contains("exceed the limit", DataFolder.ErrorNaming(folder.In("a.npz"), () => NpzFile.Read(folder.In("a.npz"), 1 << 20)));
        using (var archive = ZipFile.Open(folder.In("b.npz"), ZipArchiveMode.Create)) archive.CreateEntry("readme.txt");
        Assert.Contains("'readme.txt' is not an .npy file", DataFolder.ErrorNaming(folder.In("b.npz"), () => NpzFile.Read(folder.In("b.npz"))));
        Assert.Contains("damaged", DataFolder.ErrorNaming(folder.In("c.npz"), () => NpzFile.Read(folder.Write("c.npz", "no archive"))));
    }

    [Fact]
    public void NumPy_ReadsAndWritesTheSameFiles()
    {
        Assert.SkipUnless(File.Exists(Python) && Run("import numpy") == 0, "NumPy is not installed.");
        var x = new Generator(1).Normal([3, 4], 0, 1, ElementType.Float64);
        NpyFile.Write(folder.In("x.npy"), x);
        NpzFile.Write(folder.In("x.npz"), new Dictionary<string, Tensor> { ["a"] = x, ["b"] = Tensor.From<bool>([true, false]) });
        Assert.Equal(0, Run(
            $"""
            import numpy as np
            x = np.load('{folder.In("x.npy")}')
            z = np.load('{folder.In("x.npz")}')
            assert x.shape == (3, 4) and x.dtype == np.float64 and (z['a'] == x).all() and z['b'].tolist() == [True, False]
            np.save('{folder.In("y.npy")}', np.asfortranarray(2 * x))
            np.savez_compressed('{folder.In("y.npz")}', a=x.astype('float16'), b=np.arange(6, dtype='>i2').reshape(2, 3))
            """));
        AssertEqual(2 * x, NpyFile.Read(folder.In("y.npy")));
        var read = NpzFile.Read(folder.In("y.npz"));
        Assert.True((read["a"].To(ElementType.Float64) - x).Abs().Max().ToDouble() < 2e-3);
        AssertEqual(Tensor.From<int>([0, 1, 2, 3, 4, 5], [2, 3]), read["b"]);
    }

    private static int Run(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", program]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 && !error.Contains("No module", StringComparison.Ordinal)) Assert.Fail(error);
        return process.ExitCode;
    }

    private static void AssertEqual(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        Assert.True(Tensor.Equal(expected, actual).All().Item<bool>());
    }

    private static byte[] Content(string type, string shape, byte[] data, string order = "False")
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
