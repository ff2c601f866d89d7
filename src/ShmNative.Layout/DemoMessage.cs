using System.Runtime.InteropServices;

namespace ShmNative.Layout;

/// <summary>
/// The demo's message in natural C alignment on LP64: what a C compiler makes of the same members.
/// Bytes that no member names are padding and stay zero.
/// </summary>
[CName("shm_demo_message", Header = CHeader.Demo)]
[StructLayout(LayoutKind.Explicit, Size = 64)]
public unsafe struct DemoMessage
{
    /// <summary><c>"PI is defined as: "</c> with its NUL.</summary>
    [FieldOffset(0)] public fixed byte Title[19];

    /// <summary>22.</summary>
    [FieldOffset(20)] public int Numerator;

    /// <summary><c>'/'</c>.</summary>
    [FieldOffset(24), CType("char")] public byte Slash;

    /// <summary>7.</summary>
    [FieldOffset(28)] public int Denominator;

    /// <summary><c>'='</c>.</summary>
    [FieldOffset(32), CType("char")] public byte Equals1;

    /// <summary><c>'='</c>.</summary>
    [FieldOffset(33), CType("char")] public byte Equals2;

    /// <summary>22/7.0, printed with <c>%g</c>: 3.14286.</summary>
    [FieldOffset(40)] public double Quotient;

    /// <summary>A newline.</summary>
    [FieldOffset(48), CType("char")] public byte Newline1;

    /// <summary>A newline.</summary>
    [FieldOffset(49), CType("char")] public byte Newline2;

    /// <summary><c>"goodbye"</c> with its NUL.</summary>
    [FieldOffset(50)] public fixed byte Goodbye[8];
}
