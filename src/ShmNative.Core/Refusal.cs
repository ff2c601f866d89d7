using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative;

/// <summary>Makes the library's exceptions; every message is one line that says what was wrong and what to do.</summary>
internal static class Refusal
{
    /// <summary>The kernel refused with <paramref name="error"/>, an errno below zero.</summary>
    public static ShmException Kernel(int error, string what) => new((ShmStatus)error, $"{what}: {LibC.ErrorText(-error)}");
}
