using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

/// <summary>Tests of channels leave nothing behind in /dev/shm.</summary>
public abstract class ChannelFixture
{
    private const string Prefix = "shmnative-channel-test";

    /// <summary>A name of its own for each test.</summary>
    protected string Name { get; private set; } = "";

    [SetUp]
    public void MakeName() => Name = $"{Prefix}-{Environment.ProcessId}-{TestContext.CurrentContext.Test.ID}";

    [TearDown]
    public void NothingIsLeftBehind()
    {
        string[] left = Directory.GetFiles("/dev/shm", Name + "*");
        foreach (string path in left)
            File.Delete(path);
        Assert.That(left, Is.Empty, "left behind");
    }

    protected static void Ok(ShmStatus status) => Assert.That(status, Is.EqualTo(ShmStatus.Ok));

    protected static void Expect(ShmStatus expected, ShmStatus status) => Assert.That(status, Is.EqualTo(expected));

    protected static ShmException Refused(ShmStatus status, Action call)
    {
        ShmException exception = Assert.Throws<ShmException>(() => call())!;
        Assert.That(exception.Status, Is.EqualTo(status), exception.Message);
        Assert.That(exception.Message, Does.Not.Contain("\n"));
        return exception;
    }
}
