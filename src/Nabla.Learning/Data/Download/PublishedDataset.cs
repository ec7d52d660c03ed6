namespace Nabla.Learning;

/// <summary>A data set that can be downloaded: where it is published, and what its files are.</summary>
/// <param name="Name">The name, which is that of its folder in the cache.</param>
/// <param name="Mirrors">The addresses of folders that hold the files, http or https, in the order in which they are tried.</param>
/// <param name="Files">The files; they are the same on every mirror.</param>
/// <param name="ClassNames">The names of the classes; null for "0" to "9".</param>
public sealed record PublishedDataset(string Name, IReadOnlyList<Uri> Mirrors, IReadOnlyList<PublishedFile> Files, IReadOnlyList<string>? ClassNames = null)
{
    /// <summary>The known data sets: MNIST and Fashion-MNIST, as their authors packed them.</summary>
    public static IReadOnlyList<PublishedDataset> All { get; } =
    [
        new(
            "mnist",
            [new("https://ossci-datasets.s3.amazonaws.com/mnist/"), new("https://storage.googleapis.com/cvdf-datasets/mnist/")],
            [
                new("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                new("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                new("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                new("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
            ]),
        new(
            "fashion-mnist",
            [
                new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
                new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
            ],
            [
                new("train-images-idx3-ubyte.gz", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                new("train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                new("t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                new("t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            ],
            ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]),
    ];

    /// <summary>Returns a known data set.</summary>
    /// <exception cref="DataException">There is none of this name.</exception>
    public static PublishedDataset FromName(string name) =>
        All.FirstOrDefault(dataset => dataset.Name == name)
        ?? throw new DataException($"'{name}' is not a data set to download; they are {string.Join(", ", All.Select(dataset => dataset.Name))}.");

    /// <summary>The data set with its only mirror at another address.</summary>
    /// <param name="address">The address of a folder, http or https; a slash at its end may be missing.</param>
    /// <exception cref="DataException">The text is not such an address.</exception>
    public PublishedDataset From(string address) =>
        Uri.TryCreate(address.EndsWith('/') ? address : address + "/", UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? this with { Mirrors = [uri] }
            : throw new DataException($"'{address}' is not the address of a folder that begins with https:// or http://.");
}
