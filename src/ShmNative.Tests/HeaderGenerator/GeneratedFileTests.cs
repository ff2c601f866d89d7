using ShmNative.HeaderGenerator;
using ShmNative.Structs;

namespace ShmNative.Tests.HeaderGenerator;

public sealed class GeneratedFileTests
{
    [Test]
    public void TheFilesOfTheCheckoutAreFresh()
    {
        using StringWriter errors = new();
        Assert.That(GeneratedFile.All(Checkout.Root).All(file => file.IsFresh(Checkout.Root, errors)), () => errors.ToString());
    }

    [TestCase("one\nthree\n", "include/a.h:2 is stale: it has \"three\", the C# sources say \"two\"")]
    [TestCase("one\n", "include/a.h:2 is stale")]
    [TestCase("one\ntwo\nthree\n", "include/a.h:3 is stale")]
    [TestCase(null, "include/a.h:1 is stale")]
    public void AStaleFileIsNamedWithItsFirstLineThatDiffers(string? content, string message)
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("shmnative-headers-");
        try
        {
            Directory.CreateDirectory(Path.Combine(root.FullName, "include"));
            string path = Path.Combine(root.FullName, "include/a.h");
            if (content is not null)
                File.WriteAllText(path, content);
            GeneratedFile file = new("include/a.h", "one\ntwo\n");
            using StringWriter errors = new();
            Assert.That(file.IsFresh(root.FullName, errors), Is.False);
            Assert.That(errors.ToString(), Does.StartWith(message));
            file.Write(root.FullName);
            Assert.That(file.IsFresh(root.FullName, errors));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [TestCase("enum shm_status {", "Results and versions", "shm_status_string(int status)")]
    [TestCase("#define SHM_CHANNEL_OPTIONS_INIT", "Topics", "int shm_topic_open_publisher(")]
    [TestCase("#define SHM_INFINITE", "Topics", "int shm_topic_open_publisher(")]
    [TestCase("} shm_message;", "Receivers", "int shm_receiver_receive(")]
    [TestCase("enum shm_attach_flags {", "Clients", "int shm_client_attach(")]
    [TestCase("} shm_ready;", "Waiting on many", "int shm_waitset_wait(")]
    public void ADeclarationStandsInTheSectionAndBeforeTheCallThatSpeaksOfIt(string declaration, string section, string call)
    {
        string header = Text("include/shmnative.h");
        int at = header.IndexOf(declaration, StringComparison.Ordinal);
        int start = header.IndexOf($"/* ---- {section} ", StringComparison.Ordinal);
        int end = header.IndexOf("/* ---- ", start + 1, StringComparison.Ordinal);
        Assert.That(at, Is.InRange(start, header.IndexOf(call, StringComparison.Ordinal)).And.LessThan(end < 0 ? header.Length : end));
    }

    [Test]
    public void AStatusHasToBeLookedAtUnlessSomethingIsClosed()
    {
        string[] lines = Text("include/shmnative.h").Split('\n');
        string[] calls = [.. lines.Where(line => line.Contains("int shm_", StringComparison.Ordinal) && line.Contains('('))];
        Assert.That(calls, Has.Length.GreaterThan(60));
        string[] mayBeDropped = [.. calls.Where(call => call.StartsWith("int ", StringComparison.Ordinal))];
        Assert.That(mayBeDropped, Has.Length.EqualTo(6).And.All.Match("^int shm_[a-z]+_(close|detach)\\("));
    }

    [Test]
    public void TheInlinePartAndTheDemoHaveHeadersOfTheirOwn() => Assert.Multiple(() =>
    {
        Assert.That(Text("include/shmnative.h"), Does.Not.Contain("shm_lent_sender {").And.Not.Contain("SHM_DEMO"));
        Assert.That(Text("include/shmnative_layout.h"), Does.Not.Contain("shm_demo").And.Not.Contain("SHM_DEMO"));
        Assert.That(Text("include/shmnative/lent.h"), Does.Contain("} shm_lent_sender;").And.Contain("int shm_sender_lend("));
        Assert.That(Text("native-tests/demo_message.h"), Does.Contain("} shm_demo_message;"));
    });

    [TestCase("StructSize", "struct_size")]
    [TestCase("timeoutNs", "timeout_ns")]
    [TestCase("UInt8", "uint8")]
    [TestCase("SysV", "sysv")]
    [TestCase("OwnerUid", "owner_uid")]
    [TestCase("Equals1", "equals1")]
    public void NamesBecomeSnakeCase(string name, string expected) => Assert.That(CNames.Snake(name), Is.EqualTo(expected));

    private static string Text(string path) => GeneratedFile.All(Checkout.Root).Single(file => file.Path == path).Text;

    [Test]
    public void CommentsAreWrappedAndTagsAligned()
    {
        string longText = string.Join(' ', Enumerable.Repeat("word", 30));
        string text = new CommentWriter().Doc(longText, [("@param a", "One."), ("@return", longText)]).ToString();
        Assert.Multiple(() =>
        {
            Assert.That(text.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(110));
            Assert.That(text, Does.Contain("\n * @param a One.\n * @return  word"));
            Assert.That(text.Split("word").Length - 1, Is.EqualTo(60));
        });
    }
}
