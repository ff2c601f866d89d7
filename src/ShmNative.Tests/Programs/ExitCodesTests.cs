using ShmNative.Layout;
using ShmNative.Programs;

namespace ShmNative.Tests.Programs;

public sealed class ExitCodesTests
{
    [Test]
    public void TheHelpNamesEveryCodeOnce()
    {
        IEnumerable<string> shown = ExitCodes.Help.Split('\n').Skip(1).Select(line => line.TrimStart().Split(' ')[0]);
        Assert.That(shown, Is.EqualTo(Enum.GetValues<ExitCode>().Select(code => code == ExitCode.Stopped ? "128+N" : $"{(int)code}")));
    }

    [TestCase(ShmStatus.NotReady, ExitCode.NotFound)]
    [TestCase(ShmStatus.AlreadyExists, ExitCode.InUse)]
    [TestCase((ShmStatus)(-13), ExitCode.Permission, Description = "EACCES")]
    [TestCase((ShmStatus)(-28), ExitCode.TooSmall, Description = "ENOSPC")]
    [TestCase((ShmStatus)(-20), ExitCode.NotFound, Description = "ENOTDIR")]
    [TestCase((ShmStatus)(-30), ExitCode.Permission, Description = "EROFS")]
    [TestCase((ShmStatus)(-36), ExitCode.Usage, Description = "ENAMETOOLONG")]
    [TestCase((ShmStatus)(-5), ExitCode.Failure, Description = "EIO")]
    [TestCase(ShmStatus.FieldOverlap, ExitCode.Usage)]
    [TestCase(ShmStatus.Timeout, ExitCode.Timeout)]
    [TestCase(ShmStatus.NoPeer, ExitCode.Gone)]
    [TestCase(ShmStatus.RoleTaken, ExitCode.InUse)]
    [TestCase(ShmStatus.WrongOwner, ExitCode.Permission)]
    [TestCase(ShmStatus.Corrupt, ExitCode.Failure)]
    public void AStatusHasItsCode(ShmStatus status, ExitCode code) =>
        Assert.That(ExitCodes.Of(new ShmException(status, "")), Is.EqualTo(code));

    [Test]
    public void ErrorsOfTheRuntimeHaveTheirCodes()
    {
        Assert.That(ExitCodes.Of(new FileNotFoundException()), Is.EqualTo(ExitCode.NotFound));
        Assert.That(ExitCodes.Of(new UnauthorizedAccessException()), Is.EqualTo(ExitCode.Permission));
        Assert.That((int)ExitCodes.Of(new StoppedException(15)), Is.EqualTo(143));
        Assert.That(ExitCodes.Of(new IOException()), Is.EqualTo(ExitCode.Failure));
        Assert.That(ExitCodes.Of(new InvalidOperationException()), Is.EqualTo(ExitCode.Failure));
    }
}
