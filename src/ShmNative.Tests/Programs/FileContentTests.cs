using System.Security.Cryptography;
using ShmNative.Segments;

namespace ShmNative.Tests.Programs;

/// <summary>--from and --to: any file, byte for byte.</summary>
public sealed class FileContentTests : ProgramFixture
{
    private const int Size = 300_000;

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(65_536)]
    [TestCase(Size - 8, Description = "fills the segment")]
    public void AFileArrivesAsItWas(int length)
    {
        byte[] content = RandomNumberGenerator.GetBytes(length);
        File.WriteAllBytes(FilePath("in"), content);
        Serve(Address("path"), "--size", $"{Size}", "--from", FilePath("in"));
        Assert.That(Client(Address("path"), "--to", FilePath("out")).ExitCode, Is.Zero);
        Assert.That(SHA256.HashData(File.ReadAllBytes(FilePath("out"))), Is.EqualTo(SHA256.HashData(content)));
        Assert.That(Client(Address("path"), "--to", "-").Output, Is.EqualTo(content));
        Assert.That(Client(Address("path"), "--field", "uint64").Text, Is.EqualTo($"{length}\n"));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(Size - 8)]
    public void StandardInputArrivesAsItWas(int length)
    {
        byte[] content = RandomNumberGenerator.GetBytes(length);
        ProgramProcess server = Start("shm-server", [Address("posix"), "--size", $"{Size}", "--from", "-"], content);
        server.WaitFor("holding");
        Assert.That(Client(Address("posix"), "--to", "-").Output, Is.EqualTo(content));
    }

    [Test]
    public void AFileOfTheKernelHasMoreThanItsLengthSays()
    {
        Serve(Address("posix"), "--size", $"{Size}", "--from", "/proc/cpuinfo");
        Assert.That(Client(Address("posix"), "--to", "-").Text, Does.StartWith("processor"));
    }

    [TestCaseSource(nameof(Kinds))]
    public void AWaitingClientNeverSeesHalfAFile(string kind)
    {
        byte[] content = RandomNumberGenerator.GetBytes(8_000_000);
        File.WriteAllBytes(FilePath("in"), content);
        for (int round = 0; round < 3; round++)
        {
            ProgramProcess client = Start("shm-client", [Address(kind), "--wait", "60", "--to", "-"]);
            ProgramProcess server = Serve(Address(kind), "--size", "9000000", "--from", FilePath("in"));
            Assert.That(SHA256.HashData(client.End().Output), Is.EqualTo(SHA256.HashData(content)));
            Stop(server);
        }
    }

    [Test]
    public void OneByteTooManyIsRefusedBeforeAnythingIsCreated()
    {
        byte[] content = new byte[Size - 7];
        File.WriteAllBytes(FilePath("in"), content);
        string[] args = [Address("file"), "--size", $"{Size}", "--from"];
        AssertRefused(Start("shm-server", [.. args, FilePath("in")]).End(), 6, "shm-server", $"{Size - 8}");
        AssertRefused(Start("shm-server", [.. args, "-"], content).End(), 6, "shm-server", "standard input");
        AssertRefused(Start("shm-server", [Address("file"), "--size", "7", "--from", "-"]).End(), 6, "shm-server", "7 bytes");
        Assert.That(Exists(Address("file")), Is.False);
    }

    [Test]
    public void WhatCannotBeReadIsRefused()
    {
        AssertRefused(Start("shm-server", [Address("file"), "--from", FilePath("missing")]).End(), 3, "shm-server", "missing");
        AssertRefused(Start("shm-server", [Address("file"), "--from", Folder]).End(), 1, "shm-server", "directory");
        Assert.That(Exists(Address("file")), Is.False);
    }

    [TestCase(93UL)]
    [TestCase(ulong.MaxValue)]
    [TestCase(ulong.MaxValue - 7)]
    [TestCase(1UL << 63)]
    public void ALengthThatCannotBeIsRefusedAndNothingWritten(ulong length)
    {
        using Segment segment = Segment.Create(SegmentAddress.Parse(Address("posix")), 100);
        segment.Write(0, length);
        AssertRefused(Client(Address("posix"), "--to", FilePath("out")), 1, "shm-client", $"{length}");
        Assert.That(FilePath("out"), Does.Not.Exist);
    }

    [Test]
    public void ASegmentTooSmallForALengthIsRefused()
    {
        using Segment segment = Segment.Create(SegmentAddress.Parse(Address("posix")), 7);
        AssertRefused(Client(Address("posix"), "--to", "-"), 6, "shm-client");
    }

    [Test]
    public void WhatCannotBeWrittenIsAnErrorAndLeavesNoFile()
    {
        File.WriteAllBytes(FilePath("in"), new byte[100_000]);
        Serve(Address("path"), "--size", $"{Size}", "--from", FilePath("in"));
        AssertRefused(Client(Address("path"), "--to", "/dev/full"), 1, "shm-client", "/dev/full");
        AssertRefused(Client(Address("path"), "--to", FilePath("no/such/folder")), 3, "shm-client");
        AssertRefused(Client(Address("path"), "--to", Folder), 1, "shm-client", "directory");
        // A limit of 50 blocks of 1,024 bytes: the file is begun, and cannot be finished.
        ProgramResult limited = Shell($"trap '' XFSZ; ulimit -f 50; $client '{Address("path")}' --to '{FilePath("out")}'");
        AssertRefused(limited, 1, "shm-client");
        Assert.That(FilePath("out"), Does.Not.Exist);
    }
}
