using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ShmNative.Layout.Channels;

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
    private protected ProgramProcess WaitingClient(params string[] args) => Start("shm-client", [args[0], "--wait", "300", .. args[1..]]);

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
        Assert.That(SpinWait.SpinUntil(holds, TimeSpan.FromMinutes(5)), Is.True, $"not in time: {what}");

    /// <summary>Waits until so many receivers take part in a topic or a queue.</summary>
    private protected void WaitForReceivers(string kind, int count) =>
        WaitUntil(() => ChannelBytes.Receivers(PathOf(kind)) >= count, $"{count} receivers");

    /// <summary>Waits until a server has seen its receivers, and begun to send.</summary>
    private protected void WaitForMessages(string kind) => WaitUntil(() => ChannelBytes.Tail(PathOf(kind)) > 0, "messages");

    private string PathOf(string kind) => $"/dev/shm/{Channel(kind)[(kind.Length + 1)..]}";
}

/// <summary>A channel in /dev/shm, looked at from outside: 0 where there is none.</summary>
internal static class ChannelBytes
{
    private const int Entries = 64;

    public static int Receivers(string path)
    {
        byte[] bytes = Read(path, (int)ChannelConstants.HeaderSize, Entries * ChannelConstants.ParticipantSize);
        int role = (int)Marshal.OffsetOf<ParticipantEntry>(nameof(ParticipantEntry.Role));
        return Enumerable.Range(0, Entries)
            .Count(i => BitConverter.ToUInt32(bytes, (i * ChannelConstants.ParticipantSize) + role) == (uint)ParticipantRole.Receiver);
    }

    public static ulong Tail(string path) => Word(path, nameof(ChannelHeader.Tail));

    public static ulong Latest(string path) => Word(path, nameof(ChannelHeader.Latest));

    private static ulong Word(string path, string field) =>
        BitConverter.ToUInt64(Read(path, (int)Marshal.OffsetOf<ChannelHeader>(field), sizeof(ulong)));

    private static byte[] Read(string path, int offset, int length)
    {
        byte[] bytes = new byte[length];
        if (!File.Exists(path))
            return bytes;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }
}
