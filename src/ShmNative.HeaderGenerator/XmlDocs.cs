using System.Reflection;
using System.Xml.Linq;

namespace ShmNative.HeaderGenerator;

/// <summary>The XML documentation beside assemblies, by member id (ECMA-334, annex D).</summary>
public sealed class XmlDocs
{
    private readonly Dictionary<string, XElement> _members = [];

    private XmlDocs() { }

    /// <summary>Reads the file that the compiler put beside each assembly.</summary>
    public static XmlDocs Of(params ReadOnlySpan<Assembly> assemblies)
    {
        XmlDocs docs = new();
        foreach (Assembly assembly in assemblies)
        {
            foreach (XElement member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"), LoadOptions.PreserveWhitespace).Descendants("member"))
                docs._members[(string)member.Attribute("name")!] = member;
        }
        return docs;
    }

    /// <summary>An element of a type's documentation, such as its summary.</summary>
    public XElement? Of(Type type, string element) => Find($"T:{type.FullName}")?.Element(element);

    /// <summary>An element of a field's or constant's documentation.</summary>
    public XElement? Of(FieldInfo field, string element) => Find($"F:{field.DeclaringType!.FullName}.{field.Name}")?.Element(element);

    /// <summary>An element of a method's documentation; methods of the exports are not overloaded.</summary>
    public XElement? Of(MethodInfo method, string element, string? parameter = null)
    {
        string id = $"M:{method.DeclaringType!.FullName}.{method.Name}";
        XElement? member = Find(id) ?? _members.FirstOrDefault(m => m.Key.StartsWith(id + "(", StringComparison.Ordinal)).Value;
        return member?.Elements(element).FirstOrDefault(e => parameter is null || (string?)e.Attribute("name") == parameter);
    }

    private XElement? Find(string id) => _members.GetValueOrDefault(id);
}
