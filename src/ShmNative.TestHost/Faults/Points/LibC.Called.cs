namespace ShmNative.Linux;

/// <summary>The Faults build: every call to the kernel is a place to die at, once it was made.</summary>
internal static unsafe partial class LibC
{
    static partial void Called() => FaultPoint.Called();
}
