namespace ShmNative.Mutants;

/// <summary>A file of lines, a name and what is known of it, that begins anew when what it was made from has changed.</summary>
internal sealed class Results
{
    private readonly string _path;
    private readonly Dictionary<string, string> _known = [];

    public Results(string path, string madeFrom)
    {
        _path = path;
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (lines.Length > 0 && lines[0] == madeFrom)
        {
            foreach (string[] line in lines.Skip(1).Select(line => line.Split('\t')).Where(line => line.Length == 2))
                _known[line[0]] = line[1];
        }
        else
        {
            File.WriteAllText(path, madeFrom + "\n");
        }
    }

    public string? this[string name] => _known.GetValueOrDefault(name);

    public void Add(string name, string known)
    {
        _known[name] = known;
        File.AppendAllText(_path, $"{name}\t{known}\n");
    }
}
