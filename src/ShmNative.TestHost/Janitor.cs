using System.Diagnostics;
using ShmNative.Channels;
using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;
using ShmNative.Segments;
using ShmNative.Waiting;

namespace ShmNative.TestHost;

/// <summary>A channel from outside, for one who takes no part in it: cleans up after the dead, and sees what is not free although nobody has it.</summary>
internal sealed unsafe class Janitor : IDisposable
{
    private readonly ChannelMemory? _memory;
    private readonly ChannelMap _map;

    /// <summary>Maps the channel; if there is none, there is nothing to clean.</summary>
    public Janitor(string address)
    {
        _ = FutexSleeper.Instance; // the first use registers this process with the kernel, which takes long
        ChannelMemory? memory = ChannelMemory.TryMap(SegmentAddress.Parse(address), writable: true, Trust.Of([]), out _);
        if (memory is null)
            return;
        if (ChannelFormat.Read(memory.Data, memory.Size, out ChannelGeometry geometry, out _) != ShmStatus.Ok || !memory.TryOpenLocks(geometry))
        {
            memory.Dispose();
            return;
        }

        (_memory, _map) = (memory, new ChannelMap(memory.Data, geometry));
    }

    /// <summary>Does at once what the next one who is blocked would do; whether there was something to do.</summary>
    /// <param name="time">From the look at which the kernel says that somebody is dead, to all that it held being given back.</param>
    public bool CleanUp(out TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        bool found = _memory is not null && ParticipantTable<ProcessorMemory>.RepairDead(_map, _memory.Locks);
        if (found)
        {
            Wake(&_map.Header->DataWord, &_map.Header->DataFlag);
            Wake(&_map.Header->SpaceWord, &_map.Header->SpaceFlag);
        }

        time = Stopwatch.GetElapsedTime(start);
        return found;
    }

    /// <summary>What nobody holds and still is not free; null if nothing. Nobody may be at work.</summary>
    public string? Leak()
    {
        for (int i = 0; _memory is not null && i < _map.ParticipantCount; i++)
        {
            ParticipantEntry entry = _map.Participants[i];
            bool isFree = entry.Role == (uint)ParticipantRole.Free && entry.Cursor == ChannelConstants.NoSequence && entry.Intent == ChannelConstants.NoSequence;
            if (!isFree && !_memory.Locks.IsHeld(i))
                return $"entry {i} is nobody's and is not free: role {entry.Role}, cursor {entry.Cursor}, intent {entry.Intent}";
        }

        for (ulong i = 0; _memory is not null && i < _map.SlotCount; i++)
        {
            ulong word = _map.Slot(i)->State;
            if (SlotWord.Phase(word) is SlotPhase.Writing or SlotPhase.Reading)
                return $"slot {i} is still {SlotWord.Phase(word)}: {word:x}";
        }

        return null;
    }

    /// <summary>What the channel's header counted.</summary>
    public Soak.ChannelCounters Counters(string name) => _memory is null
        ? new(name, 0, 0, 0, 0)
        : new(name, _map.Header->Recoveries, _map.Header->AbortedCount, _map.Header->Redelivered, _map.Header->Dropped);

    public void Dispose() => _memory?.Dispose();

    private static void Wake(uint* word, uint* flag) => new Signal<ProcessorMemory>(word, flag, FutexSleeper.Instance, false).Wake();
}
