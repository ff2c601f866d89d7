namespace ShmNative.Tests.Liveness;

/// <summary>A short form of <c>./build.sh soak</c>: everybody is killed, stopped and restarted at random while checked messages flow.</summary>
public sealed class SoakTests
{
    [Test]
    public void RandomKillsLoseTearAndHangNothing()
    {
        using TestHostProcess soak = TestHostProcess.StartAot("soak", "15");
        (int exitCode, string report) = soak.Finish();
        Assert.That(exitCode, Is.Zero, report);
        TestContext.Out.WriteLine(report);
    }
}
