using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Topics;

/// <summary>One of a topic's concurrent publishers.</summary>
internal sealed unsafe class ConcurrentPublisher<TMemory> : CompetingSender<TMemory>
    where TMemory : struct, ISharedMemory
{
    private PublishGate<TMemory> _gate;

    public ConcurrentPublisher(in EndpointContext context)
        : base(context) => _gate = new PublishGate<TMemory>(Map);

    protected override LentFlags LentAs => LentFlags.Concurrent;

    protected override ulong LentGate => _gate.Limit;

    protected override ShmStatus Claim(ref SlotHeader* claimed)
    {
        ulong tail = TMemory.LoadAcquire(&Header->Tail);
        long slots = (long)Map.SlotCount;
        for (long steps = 0; steps <= 2 * slots; steps++)
        {
            if (tail >= _gate.Limit)
                _gate.Raise(tail, exclusive: false);
            if (tail >= _gate.Limit)
            {
                ulong fresh = TMemory.LoadAcquire(&Header->Tail);
                if (fresh <= tail)
                    return Blocked();
                tail = fresh;
                continue;
            }

            SlotHeader* slot = Map.Slot(tail);
            ulong word = TMemory.LoadAcquire(&slot->State);
            SlotPhase phase = SlotWord.Phase(word);
            long distance = SlotWord.Distance(word, tail);
            bool older = (distance == 0 && phase == SlotPhase.Empty)
                || (distance == -slots && phase is SlotPhase.Ready or SlotPhase.Aborted);
            if (older)
            {
                if (TryTake(slot, word, tail))
                    return Taken(slot, tail, ref claimed);
            }
            else if (distance >= 0)
            {
                Hint<TMemory>.Help(&Header->Tail, tail);
                tail++;
            }
            else if (phase == SlotPhase.Writing && distance == -slots)
            {
                return Blocked(); // its owner, a whole round behind, is slow or dead
            }
            else
            {
                ulong fresh = TMemory.LoadAcquire(&Header->Tail);
                if (fresh == tail)
                    return ShmStatus.Corrupt;
                tail = fresh;
            }
        }

        return ShmStatus.Full;
    }

    protected override bool HasRoom(ulong tail)
    {
        for (ulong steps = 0; steps <= 2 * Map.SlotCount && _gate.WouldAllow(tail, tail); steps++, tail++)
        {
            ulong word = TMemory.LoadAcquire(&Map.Slot(tail)->State);
            SlotPhase phase = SlotWord.Phase(word);
            long distance = SlotWord.Distance(word, tail);
            if (distance < 0 || (distance == 0 && phase == SlotPhase.Empty))
                return phase != SlotPhase.Writing;
        }

        return false;
    }

    protected override bool MayWait()
    {
        ulong tail = TMemory.LoadAcquire(&Header->Tail);
        return base.MayWait() && Inspection<TMemory>.CursorsHold(Map, tail);
    }

    /// <summary>A sequence once in WRITING is burnt: late readers and writers agree to skip it.</summary>
    protected override ulong GivenUp(ulong sequence) => SlotWord.Pack(sequence, SlotPhase.Aborted);

    /// <summary>A publisher one round ahead may wait for the slot.</summary>
    protected override void Finished() => Space.Notify();

    /// <summary>Another publisher may be what it waits for.</summary>
    public override bool HasPeer() => base.HasPeer() || CountLive(ParticipantRole.Sender) > 1;
}
