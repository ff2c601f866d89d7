using System.Reflection;
using System.Runtime.Loader;
using ShmNative.Structs;

namespace ShmNative.HeaderGenerator;

/// <summary>An assembly of somebody who shares structs.</summary>
public static class UserAssembly
{
    /// <summary>Loads it; what it refers to is looked for among the references and beside it. ShmNative itself is the one of this program.</summary>
    public static Assembly Load(string path, IEnumerable<string> references)
    {
        path = Path.GetFullPath(path);
        Dictionary<string, string> known = references.GroupBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key!, group => Path.GetFullPath(group.First()), StringComparer.OrdinalIgnoreCase);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            string file = known.GetValueOrDefault(name.Name!) ?? Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
            return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        };
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
    }

    /// <summary>Its marked structs in the order of the assembly, each after those that it has as members.</summary>
    /// <exception cref="ShmException">InvalidField: two of them, or of their enumerations, have one name in C.</exception>
    public static IReadOnlyList<StructDefinition> Structs(Assembly assembly)
    {
        Dictionary<string, Type> names = [];
        List<StructDefinition> found = [];
        IEnumerable<Type> marked = Types(assembly).Where(type => type.IsValueType && type.IsAssignableTo(typeof(IShmStruct)));
        foreach (Type type in marked.OrderBy(type => type.MetadataToken))
            Add(((IShmStruct)Activator.CreateInstance(type)!).Define(), names, found);
        return found;
    }

    private static void Add(StructDefinition definition, Dictionary<string, Type> names, List<StructDefinition> found)
    {
        if (names.GetValueOrDefault(definition.Name) == definition.Type)
            return;
        foreach (StructMember member in definition.Members)
        {
            if (member.Enumeration is not null)
                Claim(CNames.Type(member.Enumeration.Name), member.Enumeration, names);
            if (member.Struct is not null)
                Add(member.Struct, names, found);
        }
        Claim(definition.Name, definition.Type, names);
        found.Add(definition);
    }

    private static void Claim(string name, Type type, Dictionary<string, Type> names)
    {
        if (!names.TryAdd(name, type) && names[name] != type)
        {
            throw new ShmException(Layout.ShmStatus.InvalidField,
                $"{names[name]} and {type} are both '{name}' in C; rename one, or give a struct another name there: [ShmStruct(\"NAME\")]");
        }
    }

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>(); // the others need what is not there; a marked struct that does is not among them
        }
    }
}
