using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

namespace ShmNative.Server.Channels;

/// <summary>
/// The sending end as a pump uses it: room for a message when there is some, and an eye on the receivers. What ends the stream early comes as an
/// exception; then the stream is left without an end, and receivers learn that it was not whole.
/// </summary>
internal sealed class ChannelFeed(ChannelServerOptions options, ShmSender sender, StopSignals signals, ProgressLine progress)
{
    private const int LookInterval = 20;
    private const int NameInterval = 250; // and so long until a removal is noticed
    private const int ShortSleep = 1;
    private const int LongSleep = 10;
    private const int ShortSleeps = 100;

    private readonly ChannelTarget _target = options.Target;
    private long _nextLook;
    private long _nextName;

    /// <summary>Payload bytes that a message can have.</summary>
    public int Capacity => sender.Capacity;

    /// <summary>Waits for as many receivers as were asked for. A value is written whether or not somebody reads it.</summary>
    public void WaitForReceivers()
    {
        if (!options.IsValue && sender.Peers < options.Receivers)
            WaitFor(options.Receivers, "waiting for a receiver");
    }

    /// <summary>Takes a slot, as soon as there is one.</summary>
    public ShmSender.Claim Claim()
    {
        Look();
        while (true)
        {
            ShmStatus status = sender.TryClaim(out ShmSender.Claim claim, Timeout.InfiniteTimeSpan);
            if (status == ShmStatus.Ok)
                return claim;
            signals.ThrowIfStopped();
            if (status != ShmStatus.NoPeer)
                throw Ended(status);
            WaitForNext();
        }
    }

    /// <summary>Sends what was written into a slot.</summary>
    public void Commit(ref ShmSender.Claim claim, int length)
    {
        // Its number, so that what several receivers got can be put in order again.
        ShmStatus status = claim.Commit(length, (uint)progress.Messages);
        if (status != ShmStatus.Ok)
            throw Ended(status);
        progress.Add(length);
    }

    /// <summary>Whether there is something to read; looks after the receivers while there is not.</summary>
    public void WaitForInput(InputBytes input)
    {
        while (!input.IsReady(LookInterval))
            Look();
    }

    /// <summary>Everything is sent: waits until it is taken, and ends the stream. Of several senders, the last one does.</summary>
    public void Finish()
    {
        if (options.Creation.Persistent)
            return; // the next server goes on
        if (options.IsValue)
        {
            FinishValue();
            return;
        }

        while (sender.OtherSenders > 0)
        {
            if (!sender.IsFirstSender)
                return;
            Pause(LongSleep);
        }

        signals.ThrowIfStopped();
        for (int i = 0; sender.Pending > 0; i++)
        {
            if (_target.Kind == ChannelKind.Queue && sender.Peers == 0)
                WaitForNext();
            Pause(i < ShortSleeps ? ShortSleep : LongSleep);
        }

        if (options.Receivers > 0 && sender.Abandoned > 0 && sender.Peers == 0)
            throw Left();
        End();
    }

    /// <summary>A reader gets the newest value, then the end. One of them has to have been there, unless nobody is waited for.</summary>
    private void FinishValue()
    {
        End();
        while (sender.Peers > 0 || (options.Receivers > 0 && !sender.HadReceivers))
            Pause(LongSleep);
    }

    private void End()
    {
        ShmStatus status = sender.End();
        if (status != ShmStatus.Ok)
            throw Ended(status);
    }

    /// <summary>Now and then: whether a signal came, whether anybody is still there, and whether anybody can come.</summary>
    private void Look()
    {
        signals.ThrowIfStopped();
        long now = Environment.TickCount64;
        if (now < _nextLook)
            return;
        _nextLook = now + LookInterval;
        RequireName(now);
        if (_target.Kind == ChannelKind.Topic && options.Receivers > 0 && sender.Peers == 0)
            throw Left();
    }

    /// <summary>Nobody is there to take what was sent. A queue keeps it for the next; a topic's subscribers are gone with what they had not read.</summary>
    private void WaitForNext()
    {
        if (_target.Kind == ChannelKind.Queue)
            WaitFor(1, "no receiver is there; waiting for the next, which goes on where the last one stopped");
        else if (options.Receivers > 0)
            throw Left();
    }

    private void WaitFor(int receivers, string notice)
    {
        if (receivers > 1)
            notice = $"waiting for {receivers} receivers";
        progress.Dispose();
        if (progress.Messages > 0 || StandardStream.Error.IsTerminal)
            ProgramHost.Tell(ServerProgram.Name, $"{_target}: {notice} (shm-client {_target})");
        while (sender.Peers < receivers)
            Pause(LongSleep);
    }

    private void Pause(int milliseconds)
    {
        signals.Sleep(milliseconds);
        RequireName(Environment.TickCount64);
    }

    /// <summary>Without its name nobody finds the channel any more: not the receivers that we wait for, nor another server.</summary>
    private void RequireName(long now)
    {
        if (now < _nextName)
            return;
        _nextName = now + NameInterval;
        if (!sender.IsNamed)
            throw Ended(ShmStatus.Retired);
    }

    private ShmException Left() => sender.IsNamed
        ? new(ShmStatus.NoPeer, $"{_target}: the last receiver left after {progress.Amount} had been sent, and nobody took the rest; the stream has no end")
        : Ended(ShmStatus.Retired);

    private ShmException Ended(ShmStatus status) => new(status, status switch
    {
        ShmStatus.Closed => $"{_target}: another server ended the stream after {progress.Amount} of this one",
        ShmStatus.Retired => $"{_target} was removed after {progress.Amount}; the stream has no end",
        _ => $"{_target}: {StatusText.Describe((int)status)}, after {progress.Amount}",
    });
}
