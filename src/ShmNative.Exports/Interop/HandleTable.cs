using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ShmNative.Layout;

namespace ShmNative.Exports.Interop;

/// <summary>
/// The open handles of this process. A pointer given to C is not an address: its low bits are an index into the table, the others a
/// serial number that is never given twice, so a closed or invented pointer is recognised and never followed.
/// </summary>
internal static class HandleTable
{
    private const int IndexBits = 20;
    private const nuint IndexMask = (1 << IndexBits) - 1;

    private static Handle?[] s_handles = new Handle?[16]; // replaced as a whole when it grows; readers take no lock

    /// <summary>What only openers and closers use; apart, so that a lookup never meets a static constructor.</summary>
    private static class Writers
    {
        public static readonly Lock Lock = new();
        public static readonly Stack<int> Free = new();
        public static int Used;
        public static nuint Serial;
    }

    /// <summary>Opens a handle; one that finds no place is disposed of.</summary>
    /// <exception cref="ShmException">The heap has no room for more, or about a million are open: <see cref="ShmStatus.NotEnoughMemory"/>.</exception>
    public static nuint Add(Handle handle)
    {
        try
        {
            HeapRoom.Require();
            lock (Writers.Lock)
            {
                if (!Writers.Free.TryPop(out int index) && !TryGrow(out index))
                    throw new ShmException(ShmStatus.NotEnoughMemory, $"{Writers.Used} handles are open in this process; close those that are not needed");
                handle.Value = (++Writers.Serial << IndexBits) | (uint)index;
                Volatile.Write(ref s_handles[index], handle);
                return handle.Value;
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Finds an open handle of the kind <typeparamref name="T"/>; takes no lock and allocates nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // where T is known, its check is one comparison
    public static bool TryFind<T>(nuint value, [NotNullWhen(true)] out T? handle) where T : Handle
    {
        Handle?[] handles = Volatile.Read(ref s_handles);
        nuint index = value & IndexMask;
        handle = index < (nuint)handles.Length ? Volatile.Read(ref handles[index]) as T : null;
        if (handle?.Value == value)
            return true;
        handle = null;
        return false;
    }

    /// <summary>Takes a handle out of the table; of two closers at once, one gets it.</summary>
    public static bool TryRemove<T>(nuint value, [NotNullWhen(true)] out T? handle) where T : Handle
    {
        lock (Writers.Lock)
        {
            if (!TryFind(value, out handle))
                return false;
            int index = (int)(value & IndexMask);
            Volatile.Write(ref s_handles[index], null);
            Writers.Free.Push(index);
            return true;
        }
    }

    private static bool TryGrow(out int index)
    {
        index = Writers.Used;
        if (index > (int)IndexMask)
            return false;
        if (index == s_handles.Length)
        {
            Handle?[] larger = new Handle?[index * 2];
            s_handles.CopyTo(larger, 0);
            Volatile.Write(ref s_handles, larger);
        }
        Writers.Used++;
        return true;
    }
}
