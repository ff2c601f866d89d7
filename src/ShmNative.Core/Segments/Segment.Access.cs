using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Liveness;

namespace ShmNative.Segments;

/// <content>Reading and writing: bounds always checked, all or nothing, without allocation or system call.</content>
public sealed unsafe partial class Segment
{
    private readonly long _size;
    private byte* _data;

    /// <summary>Copies bytes out of the segment.</summary>
    /// <returns>
    /// <see cref="ShmStatus.Ok"/>; or nothing was copied: <see cref="ShmStatus.OutOfBounds"/>, <see cref="ShmStatus.InvalidHandle"/>
    /// (closed), <see cref="ShmStatus.ForkedChild"/>.
    /// </returns>
    public ShmStatus TryRead(long offset, Span<byte> destination)
    {
        ShmStatus status = Check(offset, (nuint)destination.Length);
        if (status == ShmStatus.Ok)
            new ReadOnlySpan<byte>(_data + offset, destination.Length).CopyTo(destination);
        return status;
    }

    /// <summary>Copies bytes into the segment.</summary>
    /// <returns>As <see cref="TryRead"/>, and <see cref="ShmStatus.ReadOnly"/>.</returns>
    public ShmStatus TryWrite(long offset, ReadOnlySpan<byte> source)
    {
        ShmStatus status = CheckWrite(offset, (nuint)source.Length);
        if (status == ShmStatus.Ok)
            source.CopyTo(new Span<byte>(_data + offset, source.Length));
        return status;
    }

    /// <summary>As <see cref="TryRead"/>, to memory of the caller; null is fine when <paramref name="length"/> is 0.</summary>
    /// <returns>As <see cref="TryRead"/>, and <see cref="ShmStatus.InvalidArgument"/> for null.</returns>
    public ShmStatus TryCopyTo(long offset, void* destination, nuint length)
    {
        ShmStatus status = Check(offset, length);
        if (status != ShmStatus.Ok || length == 0)
            return status;
        if (destination is null)
            return ShmStatus.InvalidArgument;
        Buffer.MemoryCopy(_data + offset, destination, length, length);
        return ShmStatus.Ok;
    }

    /// <summary>As <see cref="TryWrite"/>, from memory of the caller; null is fine when <paramref name="length"/> is 0.</summary>
    /// <returns>As <see cref="TryWrite"/>, and <see cref="ShmStatus.InvalidArgument"/> for null.</returns>
    public ShmStatus TryCopyFrom(long offset, void* source, nuint length)
    {
        ShmStatus status = CheckWrite(offset, length);
        if (status != ShmStatus.Ok || length == 0)
            return status;
        if (source is null)
            return ShmStatus.InvalidArgument;
        Buffer.MemoryCopy(source, _data + offset, length, length);
        return ShmStatus.Ok;
    }

    /// <summary>Copies bytes out of the segment.</summary>
    /// <exception cref="ShmException">As the statuses of <see cref="TryRead"/>.</exception>
    public void Read(long offset, Span<byte> destination) => Require(TryRead(offset, destination), offset, destination.Length, "reading");

    /// <summary>Copies bytes into the segment.</summary>
    /// <exception cref="ShmException">As the statuses of <see cref="TryWrite"/>.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source) => Require(TryWrite(offset, source), offset, source.Length, "writing");

    /// <summary>Copies a whole struct out of the segment; the offset need not be aligned.</summary>
    /// <exception cref="ShmException">As the statuses of <see cref="TryRead"/>.</exception>
    public T Read<T>(long offset)
        where T : unmanaged
    {
        Require(Check(offset, (nuint)sizeof(T)), offset, sizeof(T), "reading");
        return Unsafe.ReadUnaligned<T>(_data + offset);
    }

    /// <summary>Copies a whole struct into the segment; the offset need not be aligned.</summary>
    /// <exception cref="ShmException">As the statuses of <see cref="TryWrite"/>.</exception>
    public void Write<T>(long offset, in T value)
        where T : unmanaged
    {
        Require(CheckWrite(offset, (nuint)sizeof(T)), offset, sizeof(T), "writing");
        Unsafe.WriteUnaligned(_data + offset, value);
    }

    /// <summary>The whole segment in place. It is valid until <see cref="Dispose"/>, and others may change the bytes at any time.</summary>
    /// <exception cref="ShmException">
    /// <see cref="ShmStatus.InvalidSize"/>: more bytes than a span can have; <see cref="ShmStatus.InvalidHandle"/>;
    /// <see cref="ShmStatus.ForkedChild"/>.
    /// </exception>
    public ReadOnlySpan<byte> AsSpan()
    {
        RequireUsable();
        return _size <= int.MaxValue
            ? new ReadOnlySpan<byte>(_data, (int)_size)
            : throw new ShmException(ShmStatus.InvalidSize, $"{Address} has {_size} bytes, more than a span can have; read it in parts");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ShmStatus Check(long offset, nuint length)
    {
        if (_data is null)
            return ShmStatus.InvalidHandle;
        if (ForkGuard.IsForkedChild(_guard))
            return ShmStatus.ForkedChild;
        // A negative offset is beyond any size here; the difference cannot overflow.
        return (ulong)offset <= (ulong)_size && length <= (nuint)(_size - offset) ? ShmStatus.Ok : ShmStatus.OutOfBounds;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ShmStatus CheckWrite(long offset, nuint length)
    {
        ShmStatus status = Check(offset, length);
        return status == ShmStatus.Ok && IsReadOnly ? ShmStatus.ReadOnly : status;
    }

    private void Require(ShmStatus status, long offset, long length, string doing)
    {
        if (status == ShmStatus.Ok)
            return;
        string fault = status == ShmStatus.OutOfBounds
            ? $"{doing} {length} bytes at offset {offset} passes the ends of {Address}, which has {_size} bytes"
            : $"{doing} {Address}: {StatusText.Describe((int)status)}";
        throw new ShmException(status, fault);
    }
}
