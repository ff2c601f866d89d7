using System.Runtime.CompilerServices;
using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Structs;

/// <summary>Collects a struct's members; offsets are those that the members really have. Generated code calls it.</summary>
/// <typeparam name="TStruct">The struct.</typeparam>
/// <param name="name">What it is called in C; null = its own name in snake_case.</param>
public sealed class StructBuilder<TStruct>(string? name)
    where TStruct : unmanaged
{
    private readonly List<StructMember> _members = [];

    /// <summary>Adds a number, a character, an enumeration's value or a struct that is marked itself.</summary>
    /// <param name="source">The member's name in C#.</param>
    /// <param name="whole">A struct.</param>
    /// <param name="member">The member of that very struct.</param>
    /// <param name="isText">Whether a byte is a character.</param>
    public void Add<TMember>(string source, in TStruct whole, in TMember member, bool isText = false)
        where TMember : unmanaged
    {
        FieldType type = TypeOf<TMember>(source);
        StructMember added = Place(source, in whole, in member, type == FieldType.UInt8 && isText ? FieldType.Char : type);
        _members.Add(Describe<TMember>(added));
    }

    /// <summary>Adds a fixed buffer or an inline array.</summary>
    /// <param name="source">The member's name in C#.</param>
    /// <param name="count">Its elements.</param>
    /// <param name="whole">A struct.</param>
    /// <param name="start">Its first element, or the inline array, in that very struct.</param>
    /// <param name="isText">Whether bytes are a string.</param>
    public void AddArray<TElement, TStart>(string source, int count, in TStruct whole, in TStart start, bool isText = false)
        where TElement : unmanaged
        where TStart : unmanaged
    {
        FieldType type = TypeOf<TElement>(source);
        if (type == FieldType.UInt8 && !typeof(TElement).IsEnum)
            type = isText ? FieldType.String : FieldType.Bytes;
        StructMember added = Place(source, in whole, in start, type) with { Count = count, Size = (long)count * Unsafe.SizeOf<TElement>() };
        _members.Add(Describe<TElement>(added));
    }

    /// <summary>The definition of what was added.</summary>
    /// <exception cref="ShmException">InvalidField, FieldOverlap.</exception>
    public StructDefinition Build() => new(CNames.Type(name ?? typeof(TStruct).Name, isGiven: name is not null), typeof(TStruct), Unsafe.SizeOf<TStruct>(), [.. _members]);

    private static StructMember Place<TMember>(string source, in TStruct whole, in TMember member, FieldType type)
        where TMember : unmanaged
    {
        long offset = Unsafe.ByteOffset(
            ref Unsafe.As<TStruct, byte>(ref Unsafe.AsRef(in whole)), ref Unsafe.As<TMember, byte>(ref Unsafe.AsRef(in member)));
        if (offset < 0 || offset > Unsafe.SizeOf<TStruct>() - Unsafe.SizeOf<TMember>())
            throw FieldError.Invalid($"'{source}' does not stand in {typeof(TStruct).Name}");
        return new(CNames.Member(source), source, offset, Unsafe.SizeOf<TMember>(), type);
    }

    private static StructMember Describe<TMember>(StructMember member)
        where TMember : unmanaged =>
        member with { Enumeration = typeof(TMember).IsEnum ? typeof(TMember) : null, Struct = default(TMember) is IShmStruct marked ? marked.Define() : null };

    private static FieldType TypeOf<TMember>(string source)
        where TMember : unmanaged => Type.GetTypeCode(typeof(TMember)) switch // of an enumeration: its underlying type's
        {
            TypeCode.SByte => FieldType.Int8,
            TypeCode.Byte => FieldType.UInt8,
            TypeCode.Int16 => FieldType.Int16,
            TypeCode.UInt16 => FieldType.UInt16,
            TypeCode.Int32 => FieldType.Int32,
            TypeCode.UInt32 => FieldType.UInt32,
            TypeCode.Int64 => FieldType.Int64,
            TypeCode.UInt64 => FieldType.UInt64,
            TypeCode.Single => FieldType.Float,
            TypeCode.Double => FieldType.Double,
            _ when default(TMember) is IShmStruct => 0,
            _ => throw FieldError.Invalid($"'{source}' of {typeof(TStruct).Name} is a {typeof(TMember).Name}, which cannot be shared"),
        };
}
