using System.Runtime.InteropServices;

namespace ShmNative.Layout.Channels;

/// <summary>
/// One participant of a channel. It belongs to whoever holds the kernel's lock on these bytes of the channel's lock file; others read it, and
/// clean it up once they hold that lock themselves.
/// </summary>
[CName("shm_participant", Header = CHeader.Wire)]
[StructLayout(LayoutKind.Explicit, Size = ChannelConstants.ParticipantSize)]
public unsafe struct ParticipantEntry
{
    /// <summary>Reliable subscriber: the next sequence it will read; nothing from here on is overwritten. Otherwise SHM_CHANNEL_NO_SEQUENCE.</summary>
    [FieldOffset(0)] public ulong Cursor;

    /// <summary>The lowest sequence that it may hold in WRITING or READING; SHM_CHANNEL_NO_SEQUENCE: it holds none.</summary>
    [FieldOffset(8)] public ulong Intent;

    /// <summary>A shm_participant_role.</summary>
    [FieldOffset(16)] public uint Role;

    /// <summary>Process id, in its own pid namespace.</summary>
    [FieldOffset(20)] public int Pid;

    /// <summary>Start time of that process in clock ticks since boot (proc_pid_stat(5), field 22).</summary>
    [FieldOffset(24)] public ulong StartTime;

    /// <summary>Messages it was too slow for.</summary>
    [FieldOffset(32)] public ulong Lost;

    /// <summary>Name given by the user, NUL-terminated UTF-8; may be empty.</summary>
    [FieldOffset(64)] public fixed byte Name[ChannelConstants.ParticipantNameSize];
}
