namespace ShmNative.Tests.Programs;

/// <summary>A file that is made shorter while a program reads it ends in a line and an exit code, not in SIGBUS.</summary>
public sealed class TruncationTests : ProgramFixture
{
    [Test]
    public void FileThatIsCutUnderAReaderEndsInALine()
    {
        byte[] content = new byte[8 << 20];
        Random.Shared.NextBytes(content.AsSpan(1024)); // behind the fields of the demo
        File.WriteAllBytes(FilePath("segment"), content);
        // The pipe is full long before the end is read.
        ProgramResult result = Shell($"$client {Address("file")} --hex | {{ head -c 100 >/dev/null; truncate -s 0 {FilePath("segment")}; cat >/dev/null; }}; code=${{PIPESTATUS[0]}}; rm {FilePath("segment")}; exit $code");
        Assert.That(result.Error, Is.EqualTo("shm-client: the segment's file was made shorter by another process; nothing more can be read or written\n"));
        Assert.That(result.ExitCode, Is.EqualTo(1));
    }
}
