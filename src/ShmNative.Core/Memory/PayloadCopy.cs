using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ShmNative.Memory;

/// <summary>
/// Copies payloads. A copy of a length that the compiler does not know is a call, and a large one leaves managed code; small messages
/// are copied with overlapping moves instead: the first and the last block, of 16 bytes or 8, meet or overlap in the middle.
/// </summary>
internal static unsafe class PayloadCopy
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(byte* to, byte* from, nuint length)
    {
        if (length - 16 <= 48) // 16 to 64: unsigned wrap-around sends shorter ones to the other branch
            CopyBlocks(to, from, length);
        else if (length - 8 < 8)
            CopyWords(to, from, length);
        else
            CopyOther(to, from, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWords(byte* to, byte* from, nuint length)
    {
        ulong first = Unsafe.ReadUnaligned<ulong>(from);
        ulong last = Unsafe.ReadUnaligned<ulong>(from + length - 8);
        Unsafe.WriteUnaligned(to, first);
        Unsafe.WriteUnaligned(to + length - 8, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyBlocks(byte* to, byte* from, nuint length)
    {
        Vector128<byte> first = Vector128.Load(from);
        Vector128<byte> last = Vector128.Load(from + length - 16);
        if (length > 32)
        {
            Vector128<byte> second = Vector128.Load(from + 16);
            Vector128<byte> beforeLast = Vector128.Load(from + length - 32);
            second.Store(to + 16);
            beforeLast.Store(to + length - 32);
        }

        first.Store(to);
        last.Store(to + length - 16);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyOther(byte* to, byte* from, nuint length)
    {
        if (length >= 16)
        {
            Buffer.MemoryCopy(from, to, length, length);
            return;
        }

        for (nuint i = 0; i < length; i++)
            to[i] = from[i];
    }
}
