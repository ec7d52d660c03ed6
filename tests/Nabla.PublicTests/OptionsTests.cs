using System.Reflection;
using System.Runtime.Loader;
using Xunit;

namespace Nabla.PublicTests;

/// <summary>Settings from code: they hold until the first tensor is evaluated, and cannot be changed afterward.</summary>
public class OptionsTests
{
    [Fact]
    public void Set_AfterATensorWasEvaluated_IsRefused()
    {
        Tensor.Ones(2).Evaluate();
        Assert.Equal(
            "NablaOptions.Threads is set after a tensor was evaluated; set it when the program starts.",
            Assert.Throws<InvalidOperationException>(() => NablaOptions.Threads = 1).Message);
        Assert.Throws<InvalidOperationException>(() => NablaOptions.ValidatePrograms = true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void Threads_OutsideOfItsRange_IsRefused(int threads) => Assert.Throws<ArgumentOutOfRangeException>(() => NablaOptions.Threads = threads);

    [Fact]
    public void VectorBits_ThatAreNoWidth_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => NablaOptions.VectorBits = 100);

    [Fact]
    public void Set_AtTheStart_Holds()
    {
        // Another copy of the library, in which nothing has been evaluated yet.
        var context = new AssemblyLoadContext("fresh", isCollectible: false);
        var assembly = context.LoadFromAssemblyPath(typeof(Tensor).Assembly.Location);
        var options = assembly.GetType("Nabla.NablaOptions")!;
        options.GetProperty("Threads")!.SetValue(null, 3);
        options.GetProperty("ExecutorKind")!.SetValue(null, Enum.Parse(assembly.GetType("Nabla.ExecutorKind")!, "Reference"));
        var tensor = assembly.GetType("Nabla.Tensor")!;
        var ones = tensor.GetMethod("Ones", [assembly.GetType("Nabla.Shape")!, assembly.GetType("Nabla.ElementType")!])!
            .Invoke(null, [assembly.GetType("Nabla.Shape")!.GetMethod("op_Implicit", [typeof(int[])])!.Invoke(null, [new[] { 2 }]), 0]);
        tensor.GetMethod("Evaluate", BindingFlags.Instance | BindingFlags.Public, [])!.Invoke(ones, []);
        Assert.Equal(3, options.GetProperty("Threads")!.GetValue(null));
        var refused = Assert.Throws<TargetInvocationException>(() => options.GetProperty("Threads")!.SetValue(null, 2));
        Assert.IsType<InvalidOperationException>(refused.InnerException);
    }
}
