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

    [TestCase("StructSize", "struct_size")]
    [TestCase("timeoutNs", "timeout_ns")]
    [TestCase("UInt8", "uint8")]
    [TestCase("SysV", "sysv")]
    [TestCase("OwnerUid", "owner_uid")]
    [TestCase("Equals1", "equals1")]
    public void NamesBecomeSnakeCase(string name, string expected) => Assert.That(CNames.Snake(name), Is.EqualTo(expected));

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
