using System.Runtime.CompilerServices;
using ShmNative.Layout;

namespace ShmNative.Exports.Interop;

/// <summary>
/// Structs that may grow: they start with their size as the caller was compiled with it. A smaller one is an older caller's, whose
/// missing members are zero; a larger one is a newer caller's, whose members unknown here must be zero.
/// </summary>
internal static unsafe class CStruct
{
    /// <summary>What the caller passed in.</summary>
    /// <exception cref="ShmException">A size of 0, or a member that this version does not know: <see cref="ShmStatus.InvalidArgument"/>.</exception>
    public static T Read<T>(T* source) where T : unmanaged
    {
        uint size = SizeOf(source);
        ReadOnlySpan<byte> bytes = new(source, (int)size);
        if (size > sizeof(T) && bytes[sizeof(T)..].ContainsAnyExcept((byte)0))
            throw new ShmException(ShmStatus.InvalidArgument, $"struct_size {size} is of a newer header, and a member that this library does not know is set");

        T value = default;
        Unsafe.CopyBlockUnaligned(&value, source, Math.Min(size, (uint)sizeof(T)));
        return value;
    }

    /// <summary>Fills the caller's struct as far as it knows it; what it knows and this version does not is zeroed.</summary>
    /// <returns>0.</returns>
    /// <exception cref="ShmException">A size of 0: <see cref="ShmStatus.InvalidArgument"/>.</exception>
    public static int Write<T>(T* destination, T value) where T : unmanaged
    {
        uint size = SizeOf(destination);
        uint known = Math.Min(size, (uint)sizeof(T));
        *(uint*)&value = size;
        Unsafe.CopyBlockUnaligned(destination, &value, known);
        Unsafe.InitBlockUnaligned((byte*)destination + known, 0, size - known);
        return 0;
    }

    /// <summary>The caller's struct itself, for what both sides work with: it has to have all members that are known here.</summary>
    /// <exception cref="ShmException">A size of 0, or an older caller's: <see cref="ShmStatus.InvalidArgument"/>.</exception>
    public static ref T InPlace<T>(T* shared) where T : unmanaged
    {
        uint size = SizeOf(shared);
        if (size < sizeof(T))
            throw new ShmException(ShmStatus.InvalidArgument, $"struct_size {size} is less than {sizeof(T)}: compile against this library's headers");
        return ref *shared;
    }

    private static uint SizeOf<T>(T* pointer) where T : unmanaged
    {
        // No struct of this library comes near 4096 bytes: more is a member that was never set.
        uint size = pointer is null ? 0 : *(uint*)pointer;
        return size is >= sizeof(uint) and <= 4096
            ? size
            : throw new ShmException(ShmStatus.InvalidArgument,
                pointer is null ? "the struct is NULL" : $"struct_size is {size}: set it to sizeof the struct before the call");
    }
}
