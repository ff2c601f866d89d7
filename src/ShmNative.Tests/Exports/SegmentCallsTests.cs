using ShmNative.Exports;
using ShmNative.Exports.Interop;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Exports;

public sealed unsafe class SegmentCallsTests
{
    private ServerHandle* _server;

    [SetUp]
    public void Open() =>
        _server = (ServerHandle*)HandleTable.Add(new SegmentHandle<ServerHandle>(Segment.Create(SegmentAddress.Parse("sysv:private"), 64)));

    [TearDown]
    public void Close() => SegmentCalls<ServerHandle>.Close(_server);

    [Test]
    public void WritesAndReadsAllocateNothing()
    {
        WriteAndRead(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        WriteAndRead(1000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void AHandleIsOfOneKind()
    {
        int value = 0;
        Assert.That(SegmentCalls<ClientHandle>.Read((ClientHandle*)_server, 0, &value, sizeof(int)), Is.EqualTo((int)ShmStatus.InvalidHandle));
        Assert.That(SegmentCalls<ClientHandle>.Close((ClientHandle*)_server), Is.EqualTo((int)ShmStatus.InvalidHandle));
        Assert.That(SegmentCalls<ServerHandle>.Read(_server, 0, &value, sizeof(int)), Is.Zero);
    }

    private void WriteAndRead(int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            int value = i, read = -1;
            if (SegmentCalls<ServerHandle>.Write(_server, 3, &value, sizeof(int)) != 0
                || SegmentCalls<ServerHandle>.Read(_server, 3, &read, sizeof(int)) != 0 || read != i)
                Assert.Fail($"round {i}: {read}");
        }
    }
}
