using System.Text.Json;
using System.Xml.Linq;
using ShmNative.Fields;
using ShmNative.Tests.Fields;

namespace ShmNative.Tests.Programs;

/// <summary>The ways in which the programs show fields, and their help.</summary>
public sealed class ShowTests : ProgramFixture
{
    [Test]
    public void TheGridShowsOffsetAddressTypeSizePaddingBytesAndValue()
    {
        ProgramProcess server = Serve(Address("path"), "--grid");
        string grid = Client(Address("path"), "--grid").Text;
        foreach (string text in (string[])[grid, server.OutputNow()])
        {
            Assert.That(text, Does.Match("│ offset │ address +│ type +│ size │ padding │ bytes +│ value +│ name"));
            Assert.That(text, Does.Match(@"│ +40 │ 0x7[0-9a-f]+28 │ double │ +8 │ +34-39 │ 4992244992240940 +│ 3\.142857142857143 +│ quot"));
            Assert.That(text, Does.Contain("struct size 64, alignment 8, padding at the end 58-63"));
        }
    }

    [TestCase("--packed")]
    [TestCase(null)]
    public void TheJsonOfBothProgramsHasTheLayout(string? packed)
    {
        string[] options = packed is null ? ["--json"] : ["--json", packed];
        ProgramProcess server = Serve([Address("posix"), .. options]);
        FieldLayout layout = packed is null ? FieldLayout.Demo : FieldLayout.DemoPacked;
        foreach (string text in (string[])[server.OutputNow(), Client([Address("posix"), .. options]).Text])
        {
            Assert.That(text, Does.EndWith("}\n"));
            JsonElement json = JsonDocument.Parse(text).RootElement;
            JsonElement[] fields = [.. json.GetProperty("fields").EnumerateArray()];
            Assert.That(fields.Select(place => place.GetProperty("offset").GetInt64()), Is.EqualTo(layout.Select(place => place.Offset)));
            Assert.That(fields.Select(place => place.GetProperty("name").GetString()), Is.EqualTo(layout.Select(place => place.Name)));
            Assert.That(fields[0].GetProperty("value").GetString(), Is.EqualTo("PI is defined as: "));
            Assert.That(fields[1].GetProperty("value").GetInt32(), Is.EqualTo(22));
            Assert.That(fields[6].GetProperty("value").GetDouble(), Is.EqualTo(22 / 7.0));
            Assert.That(fields[7].GetProperty("value").GetString(), Is.EqualTo("\n"));
            Assert.That(json.GetProperty("struct_size").GetInt64(), Is.EqualTo(layout.Size));
            Assert.That(json.GetProperty("segment").GetString(), Is.EqualTo(Address("posix")));
        }
    }

    [Test]
    public void JsonHoldsWhatItHasNoNumberFor()
    {
        string[] specs = ["double:nan", "float:-inf", "uint64:18446744073709551615", "char:\\xff"];
        ProgramProcess server = Serve([Address("posix"), "--json", .. specs.SelectMany(spec => (string[])["--field", spec])]);
        JsonElement json = JsonDocument.Parse(server.OutputNow()).RootElement;
        JsonElement[] values = [.. json.GetProperty("fields").EnumerateArray().Select(item => item.GetProperty("value"))];
        Assert.That(values[0].GetString(), Is.EqualTo("nan"));
        Assert.That(values[1].GetString(), Is.EqualTo("-inf"));
        Assert.That(values[2].GetUInt64(), Is.EqualTo(ulong.MaxValue));
        Assert.That(values[3].GetString(), Is.EqualTo("ÿ"));
    }

    [Test]
    public void TheHexdumpIsThatOfHexdumpWithTheFieldsBeside()
    {
        Serve(Address("file"));
        string[] lines = Client(Address("file"), "--hex").Text.Split('\n');
        string[] expected =
        [
            "00000000  50 49 20 69 73 20 64 65  66 69 6e 65 64 20 61 73  |PI is defined as|",
            "00000010  3a 20 00 00 16 00 00 00  2f 00 00 00 07 00 00 00  |: ....../.......|",
            "00000020  3d 3d 00 00 00 00 00 00  49 92 24 49 92 24 09 40  |==......I.$I.$.@|",
            "00000030  0a 0a 67 6f 6f 64 62 79  65 00 00 00 00 00 00 00  |..goodbye.......|",
            "00000040  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|",
            "*",
            "00000400",
            "",
        ];
        Assert.That(lines.Select(line => line.Length > 78 ? line[..78] : line), Is.EqualTo(expected));
        Assert.That(lines[0], Does.EndWith("|  title (string[19] at 0)"));
        Assert.That(lines[1], Does.EndWith("|  …title, numerator (int32 at 20), slash (char at 24), denominator (int32 at 28)"));
    }

    [Test]
    public void ThePictureHasEveryByteOfTheFields()
    {
        Serve(Address("path"));
        Assert.That(Client(Address("path"), "--svg", FilePath("grid.svg")).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(FilePath("grid.svg")), Is.EqualTo(Client(Address("path"), "--svg", "-").Output));
        XElement svg = XDocument.Load(FilePath("grid.svg")).Root!;
        XElement[] items = [.. svg.Descendants().Where(item => item.Name.LocalName == "text")];
        string[] texts = [.. items.Select(item => item.Value)];
        byte[] message = DemoTests.Message();
        byte[] expected = [.. FieldLayout.Demo.SelectMany(place => message[(int)place.Offset..(int)place.End])];
        string cells = string.Concat(items.Where(item => (string?)item.Attribute("font-size") == "14").Select(item => item.Value));
        Assert.That(cells, Is.EqualTo(Convert.ToHexStringLower(expected)));
        Assert.That(texts, Does.Contain("64 bytes, natural C alignment, 10 fields").And.Contain("quotient").And.Contain("…goodbye"));
        int hatched = svg.Descendants().Count(item => (string?)item.Attribute("fill") == "url(#padding)");
        Assert.That(hatched, Is.EqualTo(5), "four gaps and the legend");
    }

    [Test]
    public void APictureLeavesOutWhatHasNoFields()
    {
        Serve(Address("path"), "--size", "100000", "--field", "int:1", "--field", "90000@int:2");
        string svg = Client(Address("path"), "--svg", "-", "--field", "int", "--field", "90000@int").Text;
        Assert.That(svg, Does.Contain("bytes without fields"));
        Assert.That(svg.Length, Is.LessThan(20_000));
        AssertRefused(Client(Address("path"), "--svg", "-", "--field", "bytes[50000]"), 2, "shm-client", "rows");
    }

    [TestCase("shm-server")]
    [TestCase("shm-client")]
    public void TheHelpHasExamplesAndExitCodes(string program)
    {
        ProgramResult result = Start(program, ["--help"]).End();
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Text, Does.Contain("Examples:").And.Contain("Exit codes:").And.Contain("--packed"));
        Assert.That(Start(program, ["--version"]).End().Text, Does.Match(@"\A\d+\.\d+\.\d+\n\z"));
    }

    [TestCase("shm-server")]
    [TestCase("shm-client")]
    public void TheProgramsNeedTheCLibraryAndNothingElse(string program)
    {
        ProgramResult result = Shell($"ldd '{ProgramProcess.Find(program)}' | awk '{{print $1}}' | sort | tr '\\n' ' '");
        Assert.That(result.Text, Does.Match(@"\A\S*ld-linux\S* libc\.so\.6 libm\.so\.6 linux-vdso\.so\.1 \z"));
    }
}
