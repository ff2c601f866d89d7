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

/// <summary>What an ownership record says of a segment; the default value: there is none, or none to be believed.</summary>
/// <param name="IsValid">The record belongs to the segment's owner and speaks of this very segment.</param>
/// <param name="IsHeld">The process that made it lives.</param>
/// <param name="Role">Why it was made.</param>
/// <param name="Process">Who made it.</param>
internal readonly record struct RecordState(bool IsValid, bool IsHeld, RecordRole Role, ProcessIdentity Process)
{
    /// <summary>Our own server made the segment and is gone without removing it.</summary>
    public bool IsAbandoned => IsValid && !IsHeld && Role == RecordRole.Owner;

    /// <summary>The creator that the record knows, dead or alive; 0 = none.</summary>
    public int CreatorPid => IsValid && Role != RecordRole.Taker ? Process.Pid : 0;
}
