using System.Security.Cryptography;

namespace ShmNative.Tests.Programs.Channels;

/// <summary>What tests of the channel forms of the programs share.</summary>
public abstract class ChannelProgramFixture : ProgramFixture
{
    private protected byte[] MakeFile(string name, int length)
    {
        byte[] content = RandomNumberGenerator.GetBytes(length);
        File.WriteAllBytes(FilePath(name), content);
        return content;
    }

    private protected ProgramProcess Server(params string[] args) => Start("shm-server", args);

    /// <summary>A client that may be there before the server.</summary>
    private protected ProgramProcess WaitingClient(params string[] args) => Start("shm-client", [args[0], "--wait", "60", .. args[1..]]);

    /// <summary>A server whose input the test writes, bit by bit; closing it is the end.</summary>
    private protected (ProgramProcess Server, FileStream Input) ServerOfPipe(params string[] args)
    {
        string pipe = FilePath($"pipe-{Guid.NewGuid():N}");
        Commands.Run("mkfifo", pipe);
        ProgramProcess server = Server([args[0], "--from", pipe, .. args[1..]]);
        return (server, new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
    }

    private protected static void AssertDone(ProgramResult result)
    {
        Assert.That(result.Error, Is.Empty);
        Assert.That(result.ExitCode, Is.Zero);
    }

    /// <summary>One line on standard error, and the exit code.</summary>
    private protected static void AssertEnded(ProgramResult result, int exitCode, string word)
    {
        Assert.That(result.Error, Does.Match(@"\Ashm-(server|client): [^\n]+\n\z").And.Contain(word));
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.Error);
    }

    /// <summary>Waits until something holds, as long as a test may take.</summary>
    private protected static void WaitUntil(Func<bool> holds, string what) =>
        Assert.That(SpinWait.SpinUntil(holds, TimeSpan.FromSeconds(60)), Is.True, $"not in time: {what}");

    /// <summary>Waits until so many receivers take part in a topic or a queue.</summary>
    private protected void WaitForReceivers(string kind, int count)
    {
        // One more of the same side can only join when the channel is there, and it sees the table.
        string name = Channel(kind)[(kind.Length + 1)..];
        WaitUntil(() => File.Exists($"/dev/shm/{name}") && ChannelTable.Receivers($"/dev/shm/{name}") >= count, $"{count} receivers");
    }
}

/// <summary>A channel's participants, looked at from outside.</summary>
internal static class ChannelTable
{
    private const int Start = 4096;
    private const int Entry = 128;
    private const int Entries = 64;
    private const int RoleOffset = 16;

    public static int Receivers(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] table = new byte[Entries * Entry];
        file.Position = Start;
        file.ReadExactly(table);
        return Enumerable.Range(0, Entries)
            .Count(i => BitConverter.ToUInt32(table, (i * Entry) + RoleOffset) == (uint)Layout.Channels.ParticipantRole.Receiver);
    }
}
