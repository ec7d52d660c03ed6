using System.Runtime.CompilerServices;
using Nabla.Core;
using Xunit;

namespace Nabla.Tests.Core;

public sealed class BufferPoolTests
{
    private const long Old = 8L << 20;
    private const long New = 3584L << 10;

    [Fact]
    public void Take_AfterThePoolIsFullOfAnotherSize_ReusesBlocks()
    {
        // More than the pool keeps. The pages are never touched, so this takes no memory.
        Fill(70, Old);
        GC.Collect();
        var before = BufferPool.SystemRequests(New);
        for (var i = 0; i < 200; i++) Use(New);
        Assert.InRange(BufferPool.SystemRequests(New) - before, 0, 40);
    }

    [Fact]
    public void Take_OfBlocksInUse_GivesDifferentMemory()
    {
        var first = BufferPool.Take(New);
        var second = BufferPool.Take(New);
        Assert.NotEqual(Address(first), Address(second));
        GC.KeepAlive(first);
        GC.KeepAlive(second);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fill(int count, long bytes)
    {
        var blocks = new BufferPool.Block[count];
        for (var i = 0; i < count; i++) blocks[i] = BufferPool.Take(bytes);
        GC.KeepAlive(blocks);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(long bytes) => GC.KeepAlive(BufferPool.Take(bytes));

    private static unsafe nint Address(BufferPool.Block block) => (nint)block.Pointer;
}
