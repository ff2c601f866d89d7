using ShmNative.Liveness;

namespace ShmNative.Segments;

/// <summary>Why a process made an ownership record.</summary>
internal enum RecordRole
{
    /// <summary>It created the segment, and removes it at its end.</summary>
    Owner,

    /// <summary>It created the segment, to be left in place: never abandoned.</summary>
    Keeper,

    /// <summary>It is taking over a segment of somebody else.</summary>
    Taker,
}

/// <summary>Which live process holds a record.</summary>
internal enum RecordHolder
{
    None,

    /// <summary>The one that made it.</summary>
    Maker,

    /// <summary>One that takes over what a dead one left.</summary>
    Taker,
}

/// <summary>What an ownership record says of a segment; the default value: there is none, or none to be believed.</summary>
/// <param name="IsValid">The record belongs to the segment's owner and speaks of this very segment.</param>
/// <param name="Holder">Whose lock is on it.</param>
/// <param name="Role">Why it was made.</param>
/// <param name="Process">Who made it; unknown when it is of another pid namespace.</param>
internal readonly record struct RecordState(bool IsValid, RecordHolder Holder, RecordRole Role, ProcessIdentity Process)
{
    /// <summary>A live process holds it.</summary>
    public bool IsHeld => Holder != RecordHolder.None;

    /// <summary>Our own server made the segment and is gone without removing it.</summary>
    public bool IsAbandoned => IsValid && !IsHeld && Role == RecordRole.Owner;

    /// <summary>The creator that the record knows, dead or alive; 0 = none, or one of another pid namespace.</summary>
    public int CreatorPid => IsValid && Role != RecordRole.Taker ? Process.Pid : 0;
}
