using ShmNative.Liveness;

namespace ShmNative.Tests.Liveness;

public sealed class ProcessIdentityTests
{
    [Test]
    public void ThisProcessIsNotGone() => Assert.That(ProcessIdentity.Current.IsGone, Is.False);

    [Test]
    public void ALaterProcessWithTheSameNumberIsAnother() => Assert.That((ProcessIdentity.Current with { StartTime = 1 }).IsGone, Is.True);

    [Test]
    public void ANumberThatNobodyHasIsGone() => Assert.That(new ProcessIdentity(int.MaxValue, 0).IsGone, Is.True);

    [Test]
    public void AnUnknownProcessMayLive() => Assert.That(default(ProcessIdentity).IsGone, Is.False);
}
