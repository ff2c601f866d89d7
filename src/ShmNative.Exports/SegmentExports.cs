using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Exports;

/// <summary>Segments looked at and removed from outside, attached or not.</summary>
[HeaderSection(32, "Segments by address")]
public static unsafe class SegmentExports
{
    /// <summary>What the kernel knows of a segment, without attaching it.</summary>
    /// <param name="address">One of the address forms, UTF-8.</param>
    /// <param name="info">Receives it; begin with SHM_SEGMENT_INFO_INIT.</param>
    /// <returns>0, or SHM_NOT_FOUND, SHM_INVALID_ADDRESS, SHM_INVALID_ARGUMENT, -EACCES.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_segment_stat")]
    public static int Stat([Const] byte* address, SegmentInfo* info)
    {
        try { return CStruct.Write(info, Segment.Stat(SegmentRequests.Address(address))); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Removes a segment: nobody new can attach it, and who is attached keeps the bytes until the last one detaches.</summary>
    /// <param name="address">One of the address forms, UTF-8.</param>
    /// <returns>0, or SHM_NOT_FOUND, SHM_INVALID_ADDRESS, -EPERM and other refusals of the kernel.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_segment_remove")]
    public static int Remove([Const] byte* address)
    {
        try { return SegmentRequests.Remove(address); }
        catch (Exception error) { return LastError.Report(error); }
    }
}
