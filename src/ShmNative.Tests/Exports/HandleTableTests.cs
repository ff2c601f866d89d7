using ShmNative.Exports.Interop;

namespace ShmNative.Tests.Exports;

public sealed class HandleTableTests
{
    private sealed class Lamp : Handle
    {
        public bool IsDisposed { get; private set; }

        public override void Dispose() => IsDisposed = true;
    }

    private sealed class Other : Handle
    {
        public override void Dispose() { }
    }

    [Test]
    public void AHandleIsFoundUntilItIsRemovedAndOnlyAsItsKind()
    {
        Lamp lamp = new();
        nuint value = HandleTable.Add(lamp);
        Assert.Multiple(() =>
        {
            Assert.That(value, Is.Not.Zero);
            Assert.That(HandleTable.TryFind(value, out Lamp? found) && found == lamp);
            Assert.That(HandleTable.TryFind(value, out Other? _), Is.False);
            Assert.That(HandleTable.TryRemove(value, out Other? _), Is.False);
            Assert.That(HandleTable.TryRemove(value, out Lamp? removed) && removed == lamp);
            Assert.That(HandleTable.TryFind(value, out found), Is.False);
            Assert.That(HandleTable.TryRemove(value, out removed), Is.False);
        });
    }

    [Test]
    public void ValuesAreNeverGivenTwiceAndOldOnesFindNothing()
    {
        HashSet<nuint> values = [];
        for (int i = 0; i < 1000; i++)
        {
            nuint value = HandleTable.Add(new Lamp());
            Assert.That(values.Add(value));
            Assert.That(HandleTable.TryRemove(value, out Lamp? _));
        }
        Assert.That(values.Any(value => HandleTable.TryFind(value, out Lamp? _)), Is.False);
    }

    [Test]
    public void TheTableGrowsAndKeepsWhatIsOpen()
    {
        nuint[] values = [.. Enumerable.Range(0, 500).Select(_ => HandleTable.Add(new Lamp()))];
        Assert.That(values.All(value => HandleTable.TryFind(value, out Lamp? _)));
        Assert.That(values.All(value => HandleTable.TryRemove(value, out Lamp? _)));
    }

    [Test]
    public void OfTwoThreadsThatRemoveAHandleOneGetsIt()
    {
        for (int round = 0; round < 200; round++)
        {
            nuint value = HandleTable.Add(new Lamp());
            int removed = 0;
            Parallel.For(0, 4, _ =>
            {
                if (HandleTable.TryRemove(value, out Lamp? _))
                    Interlocked.Increment(ref removed);
            });
            Assert.That(removed, Is.EqualTo(1));
        }
    }

    [TestCase(0u)]
    [TestCase(1u)]
    [TestCase(uint.MaxValue)]
    public void InventedValuesFindNothing(uint value) => Assert.That(HandleTable.TryFind((nuint)value, out Lamp? _), Is.False);

    [Test]
    public void ALookupAllocatesNothing()
    {
        nuint value = HandleTable.Add(new Lamp());
        _ = HandleTable.TryFind(value, out Lamp? _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            _ = HandleTable.TryFind(value, out Lamp? _);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        HandleTable.TryRemove(value, out Lamp? _);
        Assert.That(allocated, Is.Zero);
    }
}
