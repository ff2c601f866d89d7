using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ShmNative.Layout.Channels;
using ShmNative.Layout.Primitives;

namespace ShmNative.Tests.Channels;

/// <summary>docs/layout.md says what the structs say: every member, with its offset and size.</summary>
public sealed partial class LayoutDocumentTests
{
    [TestCase(typeof(ChannelHeader), "## Header")]
    [TestCase(typeof(ParticipantEntry), "## Participants")]
    [TestCase(typeof(SlotHeader), "## Slots")]
    [TestCase(typeof(EventState), "## Events")]
    [TestCase(typeof(SemaphoreState), "## Semaphores")]
    [TestCase(typeof(MutexState), "## Mutexes")]
    [TestCase(typeof(SeqLockState), "## Read-write values")]
    public void TablesAreTheStructs(Type type, string heading)
    {
        string text = File.ReadAllText(Path.Combine(Checkout.Root, "docs/layout.md"));
        int start = text.IndexOf(heading + "\n", StringComparison.Ordinal);
        Assert.That(start, Is.Not.Negative, heading);
        int end = text.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal);
        string section = end < 0 ? text[start..] : text[start..end];
        string[] documented = [.. Rows().Matches(section).Select(row => $"{row.Groups[1]} {row.Groups[2]} {row.Groups[3]}")];
        string[] actual = [.. type.GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Select(field => $"{Marshal.OffsetOf(type, field.Name)} {SizeOf(field)} {CName(field.Name)}")];
        Assert.That(documented, Is.EqualTo(actual));
    }

    private static string CName(string name) => Words().Replace(name, "_").ToLowerInvariant();

    private static int SizeOf(FieldInfo field) =>
        field.GetCustomAttribute<System.Runtime.CompilerServices.FixedBufferAttribute>() is { } buffer ? buffer.Length : Marshal.SizeOf(field.FieldType);

    [GeneratedRegex(@"^\| (\d+) \| (\d+) \| `(\w+)`", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Words();
}
