using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Segments;

namespace ShmNative.TestHost.Faults;

/// <summary>The channel of a scenario, from outside: its ends, what is wrong in its memory, and what is left of it.</summary>
internal sealed class FaultChannel(FaultScenario scenario, string address)
{
    private static readonly TimeSpan s_patience = Survivor.Patience;

    private readonly ChannelOptions _creation = new()
    {
        Slots = FaultScenario.Slots,
        Capacity = FaultMessages.Capacity,
        Concurrent = scenario.Kind == ChannelKind.Topic && !scenario.IsExclusive,
        Observable = scenario.IsObservable,
        AtMostOnce = scenario.AtMostOnce,
    };

    private readonly EndpointOptions _endpoint = new() { Wait = s_patience, WaitForPeer = true };

    public ShmSender OpenSender() => scenario.Kind switch
    {
        ChannelKind.Topic => ShmTopic.OpenPublisher(address, _creation, _endpoint),
        ChannelKind.Queue => ShmQueue.OpenProducer(address, _creation, _endpoint),
        _ => ShmValue.OpenWriter(address, _creation, _endpoint),
    };

    /// <summary>One receiver of the kind that nothing must be lost to; of a value, a reader.</summary>
    public Survivor Receiver(string name, bool polls) => scenario.Kind switch
    {
        ChannelKind.Topic => Survivor.Receiver(name, () => ShmTopic.OpenSubscriber(address, _endpoint), polls),
        ChannelKind.Queue => Survivor.Receiver(name, () => ShmQueue.OpenConsumer(address, _endpoint), polls),
        _ => Survivor.Reader(name, () => ShmValue.OpenReader(address, _endpoint), polls),
    };

    /// <summary>Those who may miss something, as far as the kind has them.</summary>
    public IEnumerable<Survivor> Lossy()
    {
        if (scenario.Kind == ChannelKind.Value)
            yield return Survivor.Reader("observer", () => ShmValue.OpenObserver(address, _endpoint), polls: true);
        if (!scenario.IsObservable)
            yield break;
        yield return Survivor.Reader("lossy", () => ShmTopic.OpenLossySubscriber(address, _endpoint), polls: false);
        yield return Survivor.Reader("observer", () => ShmTopic.OpenObserver(address, _endpoint), polls: true);
    }

    /// <summary>Does at once what the next one who is blocked would do; whether there was something to do.</summary>
    public bool CleanUp(out TimeSpan time)
    {
        using Janitor janitor = new(address);
        return janitor.CleanUp(out time);
    }

    /// <summary>What nobody holds and still is not free; null if nothing.</summary>
    public string? Leak()
    {
        using Janitor janitor = new(address);
        return janitor.Leak();
    }

    /// <summary>Files and segments that are still there; they are removed, so that they disturb no other test.</summary>
    public string? Leftovers()
    {
        SegmentAddress parsed = SegmentAddress.Parse(address);
        List<string> left = [];
        if (parsed.Backend != SegmentBackend.SysV)
        {
            left.AddRange(new[] { parsed.Path, parsed.Path + ".locks" }.Where(File.Exists));
        }
        else
        {
            try
            {
                SegmentInfo info = Segment.Stat(parsed);
                Segment.Remove(parsed);
                return $"segment {info.Id} with {info.Attached} attached";
            }
            catch (ShmException exception) when (exception.Status == ShmStatus.NotFound)
            {
            }

            // Whose a lock file is, its name does not tell; but other tests like this one wait for their turn.
            for (int tries = 0; tries < 40 && (tries == 0 || left.Count > 0); tries++)
            {
                Thread.Sleep(tries * 10); // other programs' come and go
                HashSet<string> ids = [.. File.ReadLines("/proc/sysvipc/shm").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])];
                left = [.. Directory.GetFiles("/dev/shm", "shmnative.*.sysv-*").Where(file => !ids.Contains(file[(file.LastIndexOf('-') + 1)..]))];
            }
        }

        foreach (string path in left)
            File.Delete(path);
        return left.Count == 0 ? null : string.Join(' ', left);
    }
}
