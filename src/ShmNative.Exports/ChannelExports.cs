using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports;

/// <summary>Channels of any kind looked at from outside: read-only, nobody notices.</summary>
[HeaderSection(26, "Channels by address")]
public static unsafe class ChannelExports
{
    /// <summary>What a channel is and how it is doing.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="info">Receives it; begin with SHM_CHANNEL_INFO_INIT.</param>
    /// <returns>
    /// 0, or SHM_NOT_FOUND, SHM_NOT_READY (it is being created), SHM_WRONG_KIND (it is no channel), SHM_WRONG_VERSION, SHM_CORRUPT, SHM_INVALID_ADDRESS,
    /// SHM_INVALID_ARGUMENT, -EACCES.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_channel_stat")]
    public static int Stat([Const] byte* address, ChannelStatus* info)
    {
        try { return ChannelReports.Stat(address, info); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Who takes part in a channel, by ascending entry; observers are not known.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="participants">Receives the first of them; may be NULL when capacity is 0.</param>
    /// <param name="capacity">Number of participants there is room for.</param>
    /// <returns>The number of all participants, or as shm_channel_stat.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_channel_participants")]
    public static int Participants([Const] byte* address, ParticipantStatus* participants, nuint capacity)
    {
        try { return ChannelReports.Participants(address, participants, capacity); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>The fields of a channel's messages, as its creator gave them.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="fields">Receives the first of them; may be NULL when capacity is 0.</param>
    /// <param name="capacity">Number of fields there is room for.</param>
    /// <returns>The number of all fields, 0 = not given, or as shm_channel_stat.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_channel_fields")]
    public static int Fields([Const] byte* address, FieldEntry* fields, nuint capacity)
    {
        try { return ChannelReports.Fields(address, fields, capacity); }
        catch (Exception error) { return LastError.Report(error); }
    }
}
