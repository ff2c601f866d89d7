using System.Runtime.InteropServices;
using ShmNative.Linux;

namespace ShmNative;

/// <summary>Numbers that nobody else has: for channels and for names.</summary>
internal static class RandomNumber
{
    /// <summary>128 random bits.</summary>
    /// <exception cref="ShmException"><c>-errno</c>: neither getrandom(2) nor /dev/urandom gives any.</exception>
    public static UInt128 Next()
    {
        UInt128 number = 0;
        int error = LibC.GetRandom(MemoryMarshal.AsBytes(new Span<UInt128>(ref number)));
        return error == 0 ? number : throw Refusal.Kernel(error, "no random bytes: getrandom(2) is refused, and /dev/urandom cannot be read");
    }
}
