using System.Reflection;
using System.Xml.Linq;

namespace ShmNative.HeaderGenerator;

/// <summary>The XML documentation beside assemblies, by member id (ECMA-334, annex D).</summary>
public sealed class XmlDocs
{
    private readonly Dictionary<string, XElement> _members = [];

    private XmlDocs() { }

    /// <summary>Reads the file that the compiler put beside each assembly, where there is one.</summary>
    public static XmlDocs Of(params ReadOnlySpan<Assembly> assemblies)
    {
        XmlDocs docs = new();
        foreach (Assembly assembly in assemblies)
        {
            string file = Path.ChangeExtension(assembly.Location, ".xml");
            XDocument document = File.Exists(file) ? XDocument.Load(file, LoadOptions.PreserveWhitespace) : new();
            foreach (XElement member in document.Descendants("member"))
                docs._members[(string)member.Attribute("name")!] = member;
        }
        return docs;
    }

    /// <summary>An element of a type's documentation, such as its summary.</summary>
    public XElement? Of(Type type, string element) => Find($"T:{Id(type)}")?.Element(element);

    /// <summary>An element of a field's or constant's documentation.</summary>
    public XElement? Of(FieldInfo field, string element) => Find($"F:{field.DeclaringType!.FullName}.{field.Name}")?.Element(element);

    /// <summary>The summary of a field, or of a property, or of the parameter of a record that became one.</summary>
    public XElement? OfMember(Type type, string name) =>
        (Find($"F:{Id(type)}.{name}") ?? Find($"P:{Id(type)}.{name}"))?.Element("summary")
        ?? Find($"T:{Id(type)}")?.Elements("param").FirstOrDefault(e => (string?)e.Attribute("name") == name);

    /// <summary>An element of a method's documentation; methods of the exports are not overloaded.</summary>
    public XElement? Of(MethodInfo method, string element, string? parameter = null)
    {
        string id = $"M:{method.DeclaringType!.FullName}.{method.Name}";
        XElement? member = Find(id) ?? _members.FirstOrDefault(m => m.Key.StartsWith(id + "(", StringComparison.Ordinal)).Value;
        return member?.Elements(element).FirstOrDefault(e => parameter is null || (string?)e.Attribute("name") == parameter);
    }

    private static string Id(Type type) => type.FullName!.Replace('+', '.');

    private XElement? Find(string id) => _members.GetValueOrDefault(id);
}
