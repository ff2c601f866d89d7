using System.Runtime.InteropServices;
using System.Text;
using ShmNative.Layout;

namespace ShmNative.Exports.Interop;

/// <summary>Texts that C may keep for ever: one native copy of each, made when it is first asked for.</summary>
internal static unsafe class StaticText
{
    private const int Smallest = (int)ShmStatus.Internal - 1; // stands for all numbers that are no status

    private static readonly nint[] s_statuses = new nint[1 - Smallest];
    private static nint s_version;

    public static byte* Status(int status)
    {
        status = status > 0 ? 0 : Math.Max(status, Smallest);
        ref nint place = ref s_statuses[-status];
        return (byte*)(Volatile.Read(ref place) is var text and not 0 ? text : Keep(ref place, status == Smallest ? "unknown status" : StatusText.Describe(status)));
    }

    public static byte* Version() =>
        (byte*)Keep(ref s_version, $"{ShmConstants.Version / 10000}.{ShmConstants.Version / 100 % 100}.{ShmConstants.Version % 100}");

    private static nint Keep(ref nint place, string text)
    {
        nuint size = (nuint)Encoding.UTF8.GetByteCount(text) + 1;
        byte* copy = (byte*)NativeMemory.Alloc(size);
        CText.CopyTo(text, copy, size);
        nint kept = Interlocked.CompareExchange(ref place, (nint)copy, 0);
        if (kept == 0)
            return (nint)copy;
        NativeMemory.Free(copy);
        return kept;
    }
}
