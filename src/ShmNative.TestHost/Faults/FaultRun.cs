using System.Diagnostics;
using System.Globalization;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.TestHost.Faults;

/// <summary>One death: who is there before it, the death, and everybody's way on.</summary>
internal sealed class FaultRun(FaultScenario scenario, string address, bool loads) : IDisposable
{
    private const uint StreamLength = 2 * FaultScenario.Slots;

    private readonly FaultChannel _channel = new(scenario, address);
    private readonly List<Survivor> _receivers = [];
    private readonly List<Survivor> _lossy = [];
    private ShmSender? _resident;
    private ShmSender? _heir;
    private Survivor? _stream;
    private Survivor? _newcomer;
    private Survivor? _last;

    /// <summary>Whether the victim got through its deed: there are no further points.</summary>
    public bool IsThrough { get; private set; }

    /// <summary>How long it took to give back what the dead had, from the look at which the kernel said that it is dead; null: others were faster.</summary>
    public TimeSpan? Recovery { get; private set; }

    /// <summary>Lets the victim die at the point with this number; null if all is as promised, or what is not.</summary>
    public string? Execute(long number)
    {
        Prepare();
        Die(number);
        if (number % 2 == 1 && _channel.CleanUp(out TimeSpan time))
            Recovery = time;
        GoOn();
        string? problem = new FaultVerdict(scenario, IsThrough, _stream?.Sent ?? 0, _last?.Sent).Judge(_receivers, _newcomer, _lossy);
        _ = _channel.CleanUp(out _); // nobody need have been in the way
        problem ??= _channel.Leak();
        foreach (Survivor survivor in Survivors)
            problem ??= survivor.Problem is { } text ? $"{survivor}: {text}" : null;
        Close();
        problem ??= _channel.Leftovers() is { } left ? $"left behind: {left}" : null;
        return problem is null ? null : $"{problem}\n  {string.Join("\n  ", Survivors)}";
    }

    public void Dispose()
    {
        Close();
        _ = _channel.Leftovers();
    }

    private IEnumerable<Survivor> Survivors => [.. new[] { _stream, _last }.OfType<Survivor>(), .. _receivers, .. _newcomer is null ? [] : new[] { _newcomer }, .. _lossy];

    private void Prepare()
    {
        if (!scenario.Has(Cast.Alone))
        {
            _receivers.Add(_channel.Receiver("waits", polls: false));
            _receivers.Add(_channel.Receiver("polls", polls: true));
        }

        if (scenario.Has(Cast.NoChannel))
            return;
        _resident = _channel.OpenSender();
        foreach (Survivor receiver in _receivers)
            _ = receiver.Open();
        _lossy.AddRange(_channel.Lossy().Select(reader => reader.Open()));
        Span<byte> message = stackalloc byte[FaultMessages.Size];
        for (uint i = 0; i < scenario.Prefill; i++)
            _ = _resident.TrySend(message, FaultMessages.Fill(message, FaultMessages.Resident, i));
        if (scenario.Has(Cast.Sender))
            return;
        _resident.Dispose();
        _resident = null;
    }

    private void Die(long number)
    {
        // The corpse's remains must be in the victim's way, so a subscriber that is to find them is there before.
        bool victimFirst = scenario.Corpse.Length > 0 && scenario.Setup.StartsWith("open subscriber", StringComparison.Ordinal);
        using Process? first = victimFirst ? Start(number, scenario.Setup, scenario.Deed) : null;
        if (scenario.Corpse.Length > 0)
        {
            using Process corpse = Start(0, scenario.Corpse, "");
            _ = Let(corpse);
        }

        using Process? second = victimFirst ? null : Start(number, scenario.Setup, scenario.Deed);
        if (!scenario.Has(Cast.LateReceivers))
            StartReceivers();
        if (_resident is not null && !scenario.Has(Cast.Quiet))
            _stream = Survivor.Sender("resident", _resident, FaultMessages.Resident, (uint)scenario.Prefill, StreamLength).Start();
        Thread.Sleep(1); // who waits has begun to
        IsThrough = Let((first ?? second)!) == 0;
        if (scenario.Has(Cast.LateReceivers))
            StartReceivers();
    }

    private void StartReceivers()
    {
        foreach (Survivor receiver in _receivers.Concat(_lossy))
            _ = receiver.Start();
    }

    /// <summary>A newcomer of each side comes; who sends ends the stream; all receivers come to its end.</summary>
    private void GoOn()
    {
        _ = _stream?.Join();
        try
        {
            _heir = scenario.IsExclusive && _resident is not null && !scenario.Has(Cast.MayRemove) ? _resident : Succeed();
        }
        catch (ShmException exception) when (exception.Status == ShmStatus.Closed && scenario.Has(Cast.MayEnd))
        {
        }

        if (_heir is not null)
        {
            _newcomer = _channel.Receiver("newcomer", polls: false).Open().Start();
            bool separated = scenario.Has(Cast.MayRemove);
            AwaitPeers(_heir, separated ? 1 : _receivers.Count + 1);
            _last = Survivor.Sender("heir", _heir, FaultMessages.Newcomer, 0, 3 * FaultScenario.Slots).Start().Join();
            _ = _heir.End();
            if (separated && _resident is not null && _resident != _heir)
                _ = _resident.End(); // for those who are still in the channel that was removed
        }

        foreach (Survivor receiver in _receivers.Concat(_lossy))
            _ = receiver.Join();
        _ = _newcomer?.Join();
    }

    /// <summary>Opens a new sender; while the role's holder goes, again.</summary>
    private ShmSender Succeed()
    {
        // Of an exclusive channel that was removed, the resident is the old one's, and in the way only if it was not.
        if (scenario.IsExclusive && _resident is not null)
            _resident.Dispose();
        return _channel.OpenSender();
    }

    private static void AwaitPeers(ShmSender sender, int count)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (sender.Peers < count && watch.Elapsed < Survivor.Patience)
            Thread.Sleep(1);
    }

    private void Close()
    {
        foreach (Survivor survivor in _receivers.Concat(_lossy))
            survivor.Dispose();
        _newcomer?.Dispose();
        _heir?.Dispose();
        _resident?.Dispose();
    }

    /// <summary>This program as a victim, or the one in C.</summary>
    private Process Start(long number, string setup, string deed)
    {
        string inline = Path.GetFullPath("../../native/native-tests/fault_victim", AppContext.BaseDirectory);
        if (scenario.IsInline && !File.Exists(inline))
            throw new ShmException(ShmStatus.NotFound, $"{inline} is missing; build it with: ./build.sh");
        string[] role = [address, number.ToString(CultureInfo.InvariantCulture), loads ? "loads" : "stores", setup, deed];
        Process process = new()
        {
            StartInfo = new ProcessStartInfo(scenario.IsInline ? inline : Environment.ProcessPath!, scenario.IsInline ? role : ["fault-victim", .. role])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            },
        };
        _ = process.Start();
        if (process.StandardOutput.BaseStream.ReadByte() != 'S')
            throw new ShmException(ShmStatus.Internal, $"the victim did not come to its deed ({setup}): {process.StandardOutput.ReadToEnd()}");
        return process;
    }

    /// <summary>Lets it do its deed, and waits for its end: 0 if it got through.</summary>
    private static int Let(Process process)
    {
        process.StandardInput.BaseStream.WriteByte((byte)'G');
        process.StandardInput.BaseStream.Flush();
        if (!process.WaitForExit(Survivor.Patience))
        {
            process.Kill();
            throw new ShmException(ShmStatus.Internal, "the victim hangs");
        }

        const int Killed = 128 + 9;
        return process.ExitCode is 0 or Killed ? process.ExitCode
            : throw new ShmException(ShmStatus.Internal, $"the victim failed: {process.ExitCode} {process.StandardOutput.ReadToEnd()}");
    }
}
