using ShmNative.Liveness;

namespace ShmNative.Tests.Liveness;

public sealed class ProcessIdentityTests
{
    [Test]
    public void ThisProcessIsVisible() => Assert.That(ProcessIdentity.Current.IsVisible, Is.True);

    [Test]
    public void ALaterProcessWithTheSameNumberIsAnother() =>
        Assert.That((ProcessIdentity.Current with { StartTime = 1 }).IsVisible, Is.False);

    [Test]
    public void NoSuchProcessIsNotVisible() => Assert.That(new ProcessIdentity(int.MaxValue, 0).IsVisible, Is.False);
}
