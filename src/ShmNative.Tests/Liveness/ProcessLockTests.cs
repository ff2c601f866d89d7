using ShmNative.Liveness;

namespace ShmNative.Tests.Liveness;

public sealed class ProcessLockTests
{
    private string _path = "";

    [SetUp]
    public void MakeFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [Test]
    public void IsHeldUntilItIsReleased()
    {
        Assert.That(ProcessLock.IsHeld(_path, 0, 0), Is.False);
        using (ProcessLock? held = ProcessLock.TryTake(_path, 0, 0, out int error))
        {
            Assert.That((held, error), Is.Not.EqualTo(((ProcessLock?)null, 0)));
            Assert.That(ProcessLock.IsHeld(_path, 0, 0), Is.True);
        }
        Assert.That(ProcessLock.IsHeld(_path, 0, 0), Is.False);
    }

    [Test]
    public void OthersGetEagainForSharedBytesOnly()
    {
        using ProcessLock? held = ProcessLock.TryTake(_path, 128, 128, out _);
        Assert.That(ProcessLock.TryTake(_path, 255, 1, out int error), Is.Null);
        Assert.That(error, Is.EqualTo(-11));
        using ProcessLock? beside = ProcessLock.TryTake(_path, 256, 128, out error);
        Assert.That(beside, Is.Not.Null);
        Assert.That(error, Is.Zero);
        Assert.That(ProcessLock.IsHeld(_path, 0, 128), Is.False);
    }

    [Test]
    public void AnErrorMeansHeld()
    {
        Assert.That(ProcessLock.IsHeld(_path + ".missing", 0, 0), Is.True);
        Assert.That(ProcessLock.TryTake(_path + ".missing", 0, 0, out int error), Is.Null);
        Assert.That(error, Is.EqualTo(-2));
    }

    [Test]
    public void DisposeTwiceReleasesOnce()
    {
        ProcessLock held = ProcessLock.TryTake(_path, 0, 0, out _)!;
        held.Dispose();
        using ProcessLock? next = ProcessLock.TryTake(_path, 0, 0, out _);
        held.Dispose();
        Assert.That(ProcessLock.IsHeld(_path, 0, 0), Is.True);
    }

    [Test]
    public void DiesWithItsProcessAndSurvivesAStop()
    {
        using TestHostProcess holder = TestHostProcess.Start("lock-hold", _path);
        Assert.That(holder.ReadLine(), Is.EqualTo("held"));
        Commands.Run("kill", "-STOP", $"{holder.Pid}");
        Assert.That(ProcessLock.IsHeld(_path, 0, 0), Is.True);
        holder.Kill();
        Assert.That(ProcessLock.IsHeld(_path, 0, 0), Is.False);
    }
}
