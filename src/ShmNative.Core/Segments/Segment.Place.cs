using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Layout.Primitives;

namespace ShmNative.Segments;

/// <content>Places of primitives.</content>
public sealed unsafe partial class Segment
{
    /// <summary>Where <paramref name="size"/> bytes at an aligned offset are mapped.</summary>
    /// <returns>OK, INVALID_HANDLE, FORKED_CHILD, OUT_OF_BOUNDS, MISALIGNED, or READ_ONLY where they are to be written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ShmStatus TryPlace(long offset, long size, bool writable, out byte* place)
    {
        ShmStatus status = writable ? CheckWrite(offset, (nuint)size) : Check(offset, (nuint)size);
        place = _data + offset;
        return status != ShmStatus.Ok ? status : offset % PrimitiveConstants.PrimitiveAlignment == 0 ? ShmStatus.Ok : ShmStatus.Misaligned;
    }
}
