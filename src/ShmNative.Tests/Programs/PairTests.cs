using ShmNative.Layout;
using ShmNative.Segments;
using ShmNative.TestHost;

namespace ShmNative.Tests.Programs;

/// <summary>Server and client together, as processes without any environment.</summary>
public sealed class PairTests : ProgramFixture
{
    [Test]
    public void DefaultsExchangeTheDemoMessage()
    {
        using Turn turn = Turn.Take("/tmp"); // the default address is everybody's
        ProgramProcess server = Serve();
        string shown = server.OutputNow();
        SegmentInfo info = Segment.Stat(SegmentAddress.Parse(ShmConstants.DemoAddress));
        Assert.That((info.Size, info.Mode, info.CreatorPid), Is.EqualTo((1024UL, 0x180u, server.Id)));
        string[] lines = shown.Split('\n');
        Assert.That(lines[..3], Is.EqualTo(new[] { "segment  sysv:/tmp#83", $"key      0x{info.Key:x8}", $"id       {info.Id}" }));
        Assert.That(lines[3..5], Is.EqualTo(new[] { lines[3], "size     1024 bytes, mode 0600" }));
        Assert.That(shown, Does.Match(@"\naddress  0x7[0-9a-f]+\n").And.Match(@"\n +40 +8 +double +3\.142857142857143\n"));

        Assert.That(Client().Text, Is.EqualTo(DemoText));
        Assert.That(Client().Text, Is.EqualTo(DemoText), "any number of clients");
        Stop(server);
        AssertRefused(Client(), 3, "shm-client", "sysv:/tmp#83");
    }

    [TestCaseSource(nameof(Kinds))]
    public void EveryKindOfAddressCarriesTheMessage(string kind)
    {
        string address = Address(kind);
        ProgramProcess server = Serve(address);
        Assert.That(Client(address).Text, Is.EqualTo(DemoText));
        Stop(server);
        Assert.That(Exists(address), Is.False);
    }

    [Test]
    public void APrivateSegmentIsReadByItsId()
    {
        ProgramProcess server = Serve("sysv:private", "--json");
        string id = System.Text.Json.JsonDocument.Parse(server.OutputNow()).RootElement.GetProperty("id").ToString();
        Assert.That(Client($"sysv:id={id}").Text, Is.EqualTo(DemoText));
        Stop(server);
        Assert.That(Exists($"sysv:id={id}"), Is.False);
    }

    [Test]
    public void PackedFieldsHaveOtherPlaces()
    {
        string address = Address("posix");
        Serve(address, "--packed");
        Assert.That(Client(address, "--packed").Text, Is.EqualTo(DemoText));
        Assert.That(Client(address, "--field", "19@int", "--field", "30@double").Text, Is.EqualTo("22\n3.142857142857143\n"));
    }

    [Test]
    public void FieldsOfEveryTypeArriveAsTheyWere()
    {
        string[] values =
        [
            "char:\\n", "int8:-128", "uint8:0xff", "int16:-32768", "uint16:65535", "int32:-2147483648", "uint32:4294967295",
            "int64:-9223372036854775808", "uint64:18446744073709551615", "float:0.1", "double:-1e-300", "string:tab\\there", "bytes:00ff7f",
        ];
        string address = Address("key");
        Serve([address, .. values.SelectMany(value => (string[])["--field", value])]);
        string[] types = [.. values.Select(value => value.Split(':')[0].Replace("bytes", "bytes[3]", StringComparison.Ordinal))];
        string expected = string.Concat(values.Select(value => value.Split(':')[1] + "\n"))
            .Replace("0xff", "255", StringComparison.Ordinal).Replace("-1e-300", "-1E-300", StringComparison.Ordinal);
        Assert.That(Client([address, .. types.SelectMany(type => (string[])["--field", type])]).Text, Is.EqualTo(expected));
    }

    [Test]
    public void ExplicitOffsetsSayExactlyWhere()
    {
        string address = Address("file");
        Serve(address, "--size", "64", "--field", "3@int:7", "--field", "char:x", "--field", "0x20@string[16]:far away");
        byte[] bytes = File.ReadAllBytes(FilePath("segment"));
        byte[] expected = new byte[64];
        (expected[3], expected[7]) = (7, (byte)'x');
        "far away"u8.CopyTo(expected.AsSpan(32));
        Assert.That(bytes, Is.EqualTo(expected));
        Assert.That(Client(address, "--field", "32@string", "--field", "3@int", "--field", "char").Text, Is.EqualTo("far away\n7\nx\n"));
    }

    [TestCase(ProgramProcess.SIGINT)]
    [TestCase(ProgramProcess.SIGTERM)]
    [TestCase(ProgramProcess.SIGHUP)]
    public void ASignalEndsTheServerAndRemovesTheSegment(int signal)
    {
        foreach (string kind in Kinds)
        {
            ProgramProcess server = Serve(Address(kind));
            server.Signal(signal);
            Assert.That(server.End().ExitCode, Is.Zero);
            Assert.That(Exists(Address(kind)), Is.False);
        }
    }

    [Test]
    public void TheServerEndsAfterTheTimeGiven()
    {
        ProgramResult result = Serve(Address("path"), "--for", "0").End();
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, "")));
        Assert.That(Exists(Address("path")), Is.False);
    }

    [TestCaseSource(nameof(Kinds))]
    public void TheServerEndsWhenAnotherHasRead(string kind)
    {
        ProgramProcess server = Serve(Address(kind), "--until-read");
        Segment.Stat(SegmentAddress.Parse(Address(kind)));
        Assert.That(server.HasExited, Is.False, "to look is not to read");
        Assert.That(Client(Address(kind)).Text, Is.EqualTo(DemoText));
        Assert.That(server.End().ExitCode, Is.Zero);
    }

    [TestCaseSource(nameof(Kinds))]
    public void TheServerWaitsForTheLastReader(string kind)
    {
        ProgramProcess server = Serve(Address(kind), "--until-read");
        using (Segment reader = Segment.Open(SegmentAddress.Parse(Address(kind))))
        {
            Assert.That(Client(Address(kind)).Text, Is.EqualTo(DemoText));
            Assert.That(Client(Address(kind)).Text, Is.EqualTo(DemoText), "the first reader is still attached, so the server holds");
            Assert.That(server.HasExited, Is.False);
        }
        Assert.That(server.End().ExitCode, Is.Zero);
    }

    [TestCaseSource(nameof(Kinds))]
    public void AClientMayBeThereFirst(string kind)
    {
        ProgramProcess client = Start("shm-client", [Address(kind), "--wait", "300"]);
        Serve(Address(kind));
        Assert.That(client.End().Text, Is.EqualTo(DemoText));
    }

    [Test]
    public void AClientWaitsNoLongerThanItWasTold() =>
        AssertRefused(Client(Address("posix"), "--wait", "0.01"), 7, "shm-client", Address("posix"));

    [TestCaseSource(nameof(Kinds))]
    public void ASecondServerIsRefusedAndTheFirstIsLeftAlone(string kind)
    {
        string address = Address(kind);
        ProgramProcess first = Serve(address);
        AssertRefused(Start("shm-server", [address, "--field", "int:1"]).End(), 4, "shm-server", $"{first.Id}");
        AssertRefused(Start("shm-server", [address, "--replace", "--field", "int:1"]).End(), 4, "shm-server", $"{first.Id}");
        Assert.That(Client(address).Text, Is.EqualTo(DemoText));
        Stop(first);
    }

    [TestCaseSource(nameof(Kinds))]
    public void WhatAKilledServerLeftIsReclaimedAndSaid(string kind)
    {
        string address = Address(kind);
        ProgramProcess killed = Serve(address, "--field", "int:1");
        killed.Kill();
        Assert.That(Exists(address), Is.True, "nobody could remove it");
        ProgramProcess next = Serve(address);
        Assert.That(Client(address).Text, Is.EqualTo(DemoText));
        Assert.That(Stop(next).Error, Does.Match($@"\Ashm-server: reclaimed [^\n]*{killed.Id}[^\n]*\n\z"));
    }

    [TestCaseSource(nameof(Kinds))]
    public void WhatOthersLeftIsTakenOverOnlyWhenAsked(string kind)
    {
        SegmentAddress address = SegmentAddress.Parse(Address(kind));
        Segment.Create(address, 100, new SegmentOptions { Keep = true }).Dispose();
        AssertRefused(Start("shm-server", [Address(kind)]).End(), 4, "shm-server", "--replace");
        Assert.That(Segment.Stat(address).Size, Is.EqualTo(100));
        ProgramProcess server = Serve(Address(kind), "--replace");
        Assert.That(Client(Address(kind)).Text, Is.EqualTo(DemoText));
        Assert.That(Stop(server).Error, Does.Contain("replaced"));
    }

    [Test]
    public void TheModeIsTheOneAskedFor()
    {
        Serve(Address("path"), "--mode", "0666");
        Assert.That(Segment.Stat(SegmentAddress.Parse(Address("path"))).Mode, Is.EqualTo(Convert.ToUInt32("666", 8)));
    }
}
