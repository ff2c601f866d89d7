using ShmNative.Layout;

namespace ShmNative.Structs;

/// <summary>A struct that processes share. The generator implements it for those marked with <see cref="ShmStructAttribute"/>.</summary>
public interface IShmStruct
{
    /// <summary>The struct's members and where they stand. Needs no reflection, so it is the same when compiled ahead of time.</summary>
    /// <exception cref="ShmException">InvalidField: what a C header or a channel cannot say; FieldOverlap.</exception>
    StructDefinition Define();
}
