namespace ShmNative.HeaderGenerator;

/// <summary><c>shmnative_layout.h</c>: bytes that programs share, for those that speak them without the library.</summary>
public static class LayoutHeader
{
    /// <summary>The file's text.</summary>
    public static string Write(CLanguage language, string root)
    {
        CommentWriter header = new();
        header.Line(Introduction.Read("shmnative_layout.h", root));
        header.Line("#ifndef SHMNATIVE_LAYOUT_H").Line("#define SHMNATIVE_LAYOUT_H").Line();
        header.Line("#include <assert.h>").Line("#include <stddef.h>").Line("#include <stdint.h>").Line();
        Declarations.Write(header, language, wire: true);
        Declarations.WritePromises(header, wire: true);
        return header.Line("#endif").ToString();
    }
}
