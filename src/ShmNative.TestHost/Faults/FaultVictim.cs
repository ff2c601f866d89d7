using System.Globalization;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.TestHost.Faults;

/// <summary>
/// A participant that dies: <c>fault-victim ADDRESS NUMBER LOADS SETUP DEED</c>. It does SETUP, writes one byte, waits for one, and dies at the given
/// point of DEED; when it gets through, its exit code is 0. NUMBER 0: it dies after the deed.
/// </summary>
internal sealed class FaultVictim
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly string _address;
    private readonly byte[] _buffer = new byte[FaultMessages.Capacity];
    private readonly uint _number;
    private IDisposable? _end;
    private uint _committed;

    private FaultVictim(string address, uint number) => (_address, _number) = (address, number);

    public static int Run(string[] args)
    {
        bool isCorpse = args[1] == "0";
        FaultVictim victim = new(args[0], isCorpse ? FaultMessages.Corpse : FaultMessages.Victim);
        victim.Play(args[3]);
        _ = LibC.Write(StandardOutput, "S"u8);
        _ = LibC.Read(StandardInput, victim._buffer.AsSpan(0, 1));
        FaultPoint.Arm(long.Parse(args[1], CultureInfo.InvariantCulture), args[2] == "loads");
        victim.Play(args[4]);
        FaultPoint.Disarm();
        if (isCorpse)
            FaultPoint.Die();
        return 0;
    }

    private void Play(string script)
    {
        foreach (string command in script.Split(';', StringSplitOptions.RemoveEmptyEntries))
            Execute(command.Split(' '));
    }

    private void Execute(string[] words)
    {
        TimeSpan wait = words[0] is "open" or "remove" ? default : TimeSpan.FromMilliseconds(words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 0);
        ShmStatus status = words[0] switch
        {
            "open" => Open(words),
            "send" => Send(s_patience),
            "full" => Send(wait) is ShmStatus.Ok or ShmStatus.Timeout ? ShmStatus.Ok : ShmStatus.Internal, // what is cleaned up may make room
            "claim" => Claim(),
            "commit" => Commit(),
            "abort" => Sender.Abort(),
            "end" => Sender.End(),
            "take" => Receiver.TryTake(out _, s_patience),
            "await" => Receiver.TryTake(out _, wait) is ShmStatus.Ok or ShmStatus.Timeout or ShmStatus.NoPeer ? ShmStatus.Ok : ShmStatus.Internal,
            "read" => Read(wait),
            "release" => Receiver.ReleaseOldest(),
            "close" => Close(),
            "remove" => Remove(words[1]),
            _ => throw new ArgumentException(words[0]),
        };
        if (status != ShmStatus.Ok)
            throw new ShmException(status, string.Join(' ', words));
    }

    private ShmSender Sender => (ShmSender)_end!;

    private ShmReceiver Receiver => (ShmReceiver)_end!;

    private ShmStatus Open(string[] words)
    {
        _end = ChannelVerbs.Open(words[1], _address, new VerbOptions([.. words, $"capacity={FaultMessages.Capacity}", "name=victim", "wait-for-peer"]));
        return ShmStatus.Ok;
    }

    private ShmStatus Send(TimeSpan timeout)
    {
        // Both ways of copying: the one that tries first, and the one that waits.
        Span<byte> message = _buffer.AsSpan(0, FaultMessages.Size);
        uint tag = FaultMessages.Fill(message, _number, _committed);
        ShmStatus status = Sender.TrySend(message, tag);
        if (status == ShmStatus.Full)
            status = Sender.TrySend(message, timeout, tag);
        _committed += status == ShmStatus.Ok ? 1u : 0;
        return status;
    }

    private ShmStatus Claim()
    {
        ShmStatus status = Sender.TryClaim(out ShmSender.Claim claim, s_patience);
        if (status == ShmStatus.Ok)
            _ = FaultMessages.Fill(claim.Bytes[..FaultMessages.Size], _number, _committed);
        return status;
    }

    private ShmStatus Commit() => Sender.CommitOldest(FaultMessages.Size, ChannelPattern.TagOf(_number, _committed++));

    private ShmStatus Read(TimeSpan timeout)
    {
        ShmStatus status = ((ShmReader)_end!).TryReceive(_buffer, out _, timeout);
        return status is ShmStatus.Empty or ShmStatus.Lapped or ShmStatus.Timeout ? ShmStatus.Ok : status;
    }

    private ShmStatus Close()
    {
        _end!.Dispose();
        return ShmStatus.Ok;
    }

    private ShmStatus Remove(string role)
    {
        if (role == "publisher")
            ShmTopic.Remove(_address);
        else if (role == "producer")
            ShmQueue.Remove(_address);
        else
            ShmValue.Remove(_address);
        return ShmStatus.Ok;
    }
}
