using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ShmNative.Layout;
using ShmNative.Structs;

namespace ShmNative.Tests.Structs;

/// <summary>Which side of the book.</summary>
public enum Side : byte
{
    /// <summary>Nobody's.</summary>
    None,
    Buy = 1,
    Sell = 2,
}

public enum Mask : ulong
{
    Low = 1,
    All = ulong.MaxValue,
}

[ShmStruct]
public partial struct Level
{
    public double Price;
    public int Amount;
    public Side Side;
}

[InlineArray(3)]
public struct ThreeLevels
{
    private Level _first;
}

[InlineArray(40)]
public struct ManySamples
{
    private float _first;
}

/// <summary>Everything that can be shared, as the compiler places it. No comment ends here */ or begins /*.</summary>
[ShmStruct("sample_book")]
public unsafe partial struct Book
{
    /// <summary>A text, see <see cref="Level"/>.</summary>
    [ShmText] public fixed byte Symbol[7];
    public fixed byte Raw[3];
    public fixed short Shorts[2];
    [ShmText] public byte Kind;
    private readonly ulong _id;
    public Mask Mask;
    public Level Best;
    public ThreeLevels Levels;
    public ManySamples Samples;
    public sbyte Default;
    public float Ratio { get; set; }

    public Book(ulong id) => _id = id;

    public readonly ulong Id => _id;
}

[ShmStruct]
[StructLayout(LayoutKind.Explicit, Size = 64)]
public partial struct Spread
{
    [FieldOffset(40)] public long Last;
    [FieldOffset(4)] public ushort First;
    [FieldOffset(8)] public Level Middle;
}

[ShmStruct]
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public partial struct Tight
{
    public byte Flag;
    public double Value;
    public Level Level;
    public ushort End;
}

[ShmStruct]
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public partial struct HalfTight
{
    public byte Flag;
    public double Value;
}

public static partial class Outer
{
    [ShmStruct]
    internal partial record struct Inner(int Number, double Weight);
}

internal static class Sample
{
    /// <summary>Those that can be shared.</summary>
    public static IShmStruct[] All { get; } =
        [default(Level), default(Book), default(Spread), default(Tight), default(HalfTight), default(Outer.Inner)];
}
