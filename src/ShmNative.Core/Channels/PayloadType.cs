using System.Runtime.InteropServices;
using System.Text;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Channels;

/// <summary>
/// What the messages of a channel are, so that two sides with different ideas of it are told, rather than misread each other.
/// </summary>
internal sealed class PayloadType
{
    private readonly FieldEntry[] _schema;

    public PayloadType(string name, ulong size, FieldLayout? schema = null)
    {
        if (Encoding.UTF8.GetByteCount(name) >= ChannelConstants.TypeNameSize || name.Any(char.IsControl))
        {
            throw new ShmException(ShmStatus.InvalidArgument,
                $"the type name '{CEscapes.Escape(name)}' is longer than {ChannelConstants.TypeNameSize - 1} bytes, or has a control character");
        }

        Name = name;
        Size = size;
        _schema = schema is null ? [] : FieldTable.ToEntries(schema);
        if (_schema.Length > ChannelConstants.MaxSchemaFields)
            throw new ShmException(ShmStatus.InvalidField, $"'{name}' has {_schema.Length} fields; at most {ChannelConstants.MaxSchemaFields} are possible");
        Hash = _schema.Length == 0 ? 0 : HashOf(_schema);
    }

    /// <summary>Messages of any bytes.</summary>
    public static PayloadType Bytes { get; } = new("", 0);

    /// <summary>Empty: any bytes.</summary>
    public string Name { get; }

    /// <summary>0: any length.</summary>
    public ulong Size { get; }

    /// <summary>0: no schema was given.</summary>
    public ulong Hash { get; }

    public ReadOnlySpan<FieldEntry> Schema => _schema;

    /// <summary>Reads what a validated channel says of its type. The name may have any characters: escape it before a person sees it.</summary>
    public static unsafe (string Name, ulong Size, ulong Hash) Of(ChannelHeader* header)
    {
        ReadOnlySpan<byte> name = new ReadOnlySpan<byte>(header->TypeName, ChannelConstants.TypeNameSize).ToArray();
        int end = name.IndexOf((byte)0);
        return (Encoding.UTF8.GetString(end < 0 ? name : name[..end]), header->TypeSize, header->TypeHash);
    }

    /// <summary>Whether messages of this type can travel in the channel; bytes can in every one.</summary>
    public bool Matches(string name, ulong size, ulong hash) =>
        Size == 0 || size == 0 || (Name == name && Size == size && (Hash == 0 || hash == 0 || Hash == hash));

    /// <summary>For messages: name, size and hash, in one line whatever the name is.</summary>
    public static string Describe(string name, ulong size, ulong hash) =>
        size == 0 ? "any bytes" : $"'{CEscapes.Escape(name)}' of {size} bytes{(hash == 0 ? "" : $", fields {hash:x16}")}";

    /// <summary>FNV-1a, 64 bits, over the entries' bytes: easy to compute again in any language.</summary>
    private static ulong HashOf(FieldEntry[] schema)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte value in MemoryMarshal.AsBytes<FieldEntry>(schema))
            hash = (hash ^ value) * 0x100000001b3;
        return hash;
    }
}
