using System.Text;

namespace ShmNative.HeaderGenerator;

/// <summary>Lines of a header; comments are wrapped here.</summary>
public sealed class CommentWriter
{
    private const int Width = 110;
    private readonly StringBuilder _text = new();

    /// <summary>A line as it is.</summary>
    public CommentWriter Line(string line = "")
    {
        _text.Append(line).Append('\n');
        return this;
    }

    /// <summary>Lines that were written before.</summary>
    public CommentWriter Text(string lines)
    {
        _text.Append(lines);
        return this;
    }

    /// <summary>What a compiler has to agree to, of all structs.</summary>
    public CommentWriter Promises(IEnumerable<CDeclaration> declarations)
    {
        Line("/* The compiler places every member where the library expects it. */").Line();
        foreach (CDeclaration declaration in declarations)
            Text(declaration.Promises);
        return this;
    }

    /// <summary>A doc comment: prose, then tags such as <c>("@param size", "Bytes.")</c> with their texts aligned.</summary>
    public CommentWriter Doc(string prose, IReadOnlyList<(string Tag, string Text)> tags, string indent = "")
    {
        if (tags.Count == 0 && !prose.Contains('\n', StringComparison.Ordinal) && indent.Length + prose.Length + 7 <= Width)
            return Line($"{indent}/** {prose} */");

        Line($"{indent}/**");
        Prose(prose, indent + " * ");
        int column = tags.Select(t => t.Tag.Length).DefaultIfEmpty().Max() + 1;
        foreach ((string tag, string text) in tags)
            Hanging(text, $"{indent} * {tag.PadRight(column)}", $"{indent} * {new string(' ', column)}");
        return Line($"{indent} */");
    }

    /// <summary>Paragraphs, each line behind <paramref name="prefix"/>.</summary>
    public CommentWriter Prose(string prose, string prefix)
    {
        foreach (string paragraph in prose.Split('\n'))
        {
            if (paragraph.Length == 0)
                Line(prefix.TrimEnd());
            else
                Hanging(paragraph, prefix, prefix);
        }
        return this;
    }

    /// <summary>A declaration with its comment behind it; the comment may need several lines.</summary>
    public CommentWriter Member(string declaration, int column, string comment)
    {
        Hanging($"{comment} */", $"    {declaration.PadRight(column)} /**< ", new string(' ', column + 10));
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Hanging(string text, string first, string next)
    {
        string line = first;
        string separator = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length + separator.Length + word.Length > Width && separator.Length > 0)
            {
                Line(line.TrimEnd());
                (line, separator) = (next, "");
            }
            line += separator + word;
            separator = " ";
        }
        Line(line.TrimEnd());
    }
}
