namespace Nabla.Page;

/// <summary>Where a run stands.</summary>
/// <param name="Step">The number of steps taken.</param>
/// <param name="Epoch">The number of the epoch, from 1.</param>
/// <param name="Errors">The errors of the latest steps, each before its change of the weights.</param>
/// <param name="Training">Loss and accuracy on the training examples.</param>
/// <param name="Test">Loss and accuracy on the test examples.</param>
/// <param name="Compared">The number of steps that a rewound run has compared with those before.</param>
/// <param name="IsSame">True if their errors had the same bits.</param>
/// <param name="Stopped">Why the run cannot go on; empty if it can.</param>
internal sealed record LearnStatus(
    int Step, int Epoch, IReadOnlyList<double> Errors, LearnScore Training, LearnScore Test, int Compared, bool IsSame, string Stopped);

/// <summary>Mean loss and accuracy.</summary>
internal sealed record LearnScore(double Loss, double Accuracy);

/// <summary>The data and network of a run.</summary>
/// <param name="Points">The training examples, three numbers each: both coordinates and the class.</param>
/// <param name="TestPoints">The test examples.</param>
/// <param name="ClassNames">The names of the classes.</param>
/// <param name="FeatureNames">The names of the two coordinates.</param>
/// <param name="Extent">The part of the plane that is drawn: left, right, bottom, top.</param>
/// <param name="Widths">The widths of input, hidden layers and output.</param>
/// <param name="Parameters">The number of weights.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Advice">The product's warnings about this network with this loss.</param>
internal sealed record LearnSetup(
    IReadOnlyList<double> Points,
    IReadOnlyList<double> TestPoints,
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<string> FeatureNames,
    IReadOnlyList<double> Extent,
    IReadOnlyList<int> Widths,
    long Parameters,
    double Rate,
    IReadOnlyList<string> Advice);

/// <summary>Weights and gradients of a layer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weights">The histogram of its weights.</param>
/// <param name="Gradients">The histogram of the gradient of the objective on all training examples.</param>
internal sealed record LearnLayer(string Name, LearnHistogram Weights, LearnHistogram Gradients);

/// <summary>A histogram.</summary>
/// <param name="Most">The bins go from −<paramref name="Most"/> to <paramref name="Most"/>.</param>
/// <param name="Counts">The number of values in each bin.</param>
/// <param name="RootMeanSquare">√(mean square) of the values.</param>
internal sealed record LearnHistogram(double Most, IReadOnlyList<int> Counts, double RootMeanSquare);
