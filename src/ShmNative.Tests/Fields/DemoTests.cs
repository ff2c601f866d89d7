using System.Text;
using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Tests.Fields;

public sealed class DemoTests
{
    // Independent of every table in the sources: what a C compiler makes of the message.
    private const string Image =
        "50492069732064656669 6e65642061733a20 00 00 16000000 2f 000000 07000000 3d3d 000000000000 4992244992240940 0a0a 676f6f6462796500";

    [Test]
    public void WriteMakesTheImage()
    {
        string expected = Image.Replace(" ", "", StringComparison.Ordinal) + new string('0', 12);
        Assert.That(Convert.ToHexStringLower(Message()), Is.EqualTo(expected));
    }

    [Test]
    public void WriteAgreesWithTheSpecs()
    {
        byte[] message = Message();
        FieldGrid grid = FieldGrid.Read(message, Demo.Definitions, FieldPlacement.Natural);
        Assert.That(grid.Values.Select(value => value.ToString()), Is.EqualTo(Demo.Specs.Select(spec => spec.Value!.ToString())));
    }

    [Test]
    public void PrintsWhatTheCProgramPrints()
    {
        FieldGrid grid = FieldGrid.Read(Message(), Demo.Definitions, FieldPlacement.Natural);
        Assert.That(Encoding.ASCII.GetString(Demo.Print(grid.Values)), Is.EqualTo("PI is defined as: 22/7==3.14286\n\ngoodbye"));
    }

    internal static unsafe byte[] Message()
    {
        byte[] message = new byte[64];
        fixed (byte* start = message)
            Demo.Write(start);
        return message;
    }
}
