using System.Runtime.CompilerServices;
using System.Text;
using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>The demo message: its fields and values, how it is written by pointer, and what a reader prints.</summary>
public static unsafe class Demo
{
    private static readonly (string Name, string Spec)[] s_members =
    [
        ("title", "string:PI is defined as: "),
        ("numerator", "int:22"),
        ("slash", "char:/"),
        ("denominator", "int:7"),
        ("equals1", "char:="),
        ("equals2", "char:="),
        ("quotient", "double:3.142857142857143"),
        ("newline1", @"char:\n"),
        ("newline2", @"char:\n"),
        ("goodbye", "string:goodbye"),
    ];

    /// <summary>The message's fields with their values.</summary>
    public static IReadOnlyList<FieldSpec> Specs { get; } = [.. s_members.Select(member => Parse(member.Name, member.Spec))];

    /// <summary>The message's fields.</summary>
    public static IEnumerable<FieldDefinition> Definitions => Specs.Select(spec => spec.Definition);

    /// <summary>
    /// Writes the message in natural alignment by plain pointer arithmetic: where a C compiler puts the members of
    /// <see cref="DemoMessage"/>. One line for each member, and a function of its own, so that a debugger can stop at each.
    /// </summary>
    /// <param name="segment">The start of at least 64 zeroed bytes.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    public static void Write(byte* segment)
    {
        "PI is defined as: \0"u8.CopyTo(new Span<byte>(segment, 19));
        *(int*)(segment + 20) = 22;
        *(segment + 24) = (byte)'/';
        *(int*)(segment + 28) = 7;
        *(segment + 32) = (byte)'=';
        *(segment + 33) = (byte)'=';
        *(double*)(segment + 40) = 22 / 7.0;
        *(segment + 48) = (byte)'\n';
        *(segment + 49) = (byte)'\n';
        "goodbye\0"u8.CopyTo(new Span<byte>(segment + 50, 8));
    }

    /// <summary>The message as a C program prints it: strings and characters as they are, numbers with <c>%d</c> and <c>%g</c>.</summary>
    /// <param name="values">The values, in the order of <see cref="Specs"/>.</param>
    public static byte[] Print(IEnumerable<FieldValue> values)
    {
        List<byte> text = [];
        foreach (FieldValue value in values)
        {
            text.AddRange(value.Type switch
            {
                FieldType.String => value.Bytes[..^1],
                FieldType.Char => value.Bytes,
                FieldType.Double => Encoding.ASCII.GetBytes(CFormat.G(value.ToReal())),
                _ => Encoding.ASCII.GetBytes(value.ToString()),
            });
        }
        return [.. text];
    }

    private static FieldSpec Parse(string name, string spec)
    {
        FieldSpec parsed = FieldSpec.Parse(spec);
        return parsed with { Definition = parsed.Definition with { Name = name } };
    }
}
