using ShmNative.Layout;

namespace ShmNative.HeaderGenerator;

/// <summary>Headers without calls: the bytes that programs share, for those that speak them without the library.</summary>
public static class LayoutHeader
{
    /// <summary>The file's text.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">What stands in it.</param>
    /// <param name="declarations">All that there are.</param>
    /// <param name="root">The root of the checkout.</param>
    public static string Write(string name, CHeader content, IEnumerable<CDeclaration> declarations, string root)
    {
        string guard = name.Replace('.', '_').ToUpperInvariant();
        CDeclaration[] ours = [.. declarations.Where(d => d.Header == content)];
        CommentWriter header = new();
        header.Line(Introduction.Read(name, root));
        header.Line($"#ifndef {guard}").Line($"#define {guard}").Line();
        header.Line("#include <assert.h>").Line("#include <stddef.h>").Line("#include <stdint.h>").Line();
        foreach (CDeclaration declaration in ours)
            header.Text(declaration.Text);
        return header.Promises(ours).Line("#endif").ToString();
    }
}
