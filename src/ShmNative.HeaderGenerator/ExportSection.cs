using System.Reflection;
using System.Runtime.InteropServices;
using ShmNative.Exports;

namespace ShmNative.HeaderGenerator;

/// <summary>One exported function: written in C#, or in C and declared as an import.</summary>
/// <param name="Name">Its symbol.</param>
/// <param name="Method">The C# method behind it.</param>
public sealed record ExportedFunction(string Name, MethodInfo Method);

/// <summary>A section of <c>shmnative.h</c>: a class of exports.</summary>
/// <param name="Class">The class; its documentation is the section's prose.</param>
/// <param name="Title">The heading.</param>
/// <param name="Functions">In the order of the source.</param>
public sealed record ExportSection(Type Class, string Title, IReadOnlyList<ExportedFunction> Functions)
{
    /// <summary>The sections of an assembly, from simple to advanced.</summary>
    public static IReadOnlyList<ExportSection> All(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           let section = type.GetCustomAttribute<HeaderSectionAttribute>()
           where section is not null
           orderby section.Order
           select new ExportSection(type, section.Title, Exported(type)),
    ];

    private static IReadOnlyList<ExportedFunction> Exported(Type type) =>
    [
        .. from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let name = method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()?.EntryPoint
               ?? method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint
           where name is not null
           orderby method.MetadataToken
           select new ExportedFunction(name, method),
    ];
}
