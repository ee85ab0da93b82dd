using System.Text.RegularExpressions;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Every mistake found so far; bounded, so that a file of garbage cannot fill the memory or the screen.</summary>
internal sealed partial class MistakeList
{
    public const int Maximum = 1000;

    /// <summary>
    /// Names that mistyped ones are compared with, about a second's worth: a typo in a list of 50,000 devices must not have
    /// each one compared with all of them.
    /// </summary>
    private const int MaximumComparisons = 1_000_000;

    /// <summary>Of a mistake, and of a text of the file in it: a link in the folder may lead to what is none of the reader's business.</summary>
    private const int MaximumMessage = 1_000;

    /// <summary>As long as an id may be.</summary>
    private const int MaximumQuoted = 64;

    private readonly Dictionary<(object Known, string Name), string> _hints = [];
    private int _comparisons;

    private readonly List<Mistake> _mistakes = [];
    private int _untold;

    public int Count => _mistakes.Count + _untold;

    public void Add(YamlNode at, string message) => Add(at.File, at.Line, at.Column, message);

    public void Add(string file, int line, int column, string message)
    {
        if (_mistakes.Count < Maximum)
            _mistakes.Add(new Mistake(file, line, column, Cut(message)));
        else
            _untold++;
    }

    /// <summary><see cref="NearestName.Hint"/>; nothing when the mistake would not be told, or so much was compared that it would take long.</summary>
    public string Hint(string name, IReadOnlyCollection<string> known)
    {
        if (_mistakes.Count >= Maximum)
            return "";
        if (_hints.TryGetValue((known, name), out string? hint))
            return hint;
        if (_comparisons >= MaximumComparisons)
            return "";
        _comparisons += known.Count;
        return _hints[(known, name)] = NearestName.Hint(name, known);
    }

    /// <summary>The mistakes by file in the order given, then by line and column.</summary>
    public IReadOnlyList<Mistake> Sorted(IEnumerable<string> files)
    {
        var order = new Dictionary<string, int>();
        foreach (string file in files)
            order.TryAdd(file, order.Count);
        List<Mistake> sorted = [.. _mistakes
            .OrderBy(m => order.GetValueOrDefault(m.File, -1))
            .ThenBy(m => m.Line)
            .ThenBy(m => m.Column)];
        if (_untold > 0)
            sorted.Add(new Mistake(sorted[^1].File, 0, 0, $"and {_untold} more mistakes"));
        return sorted;
    }

    private static string Cut(string message)
    {
        string cut = Quoted().Replace(message, match => match.Length <= MaximumQuoted + 2 ? match.Value : $"{match.ValueSpan[..(MaximumQuoted + 1)]}...'");
        return cut.Length <= MaximumMessage ? cut : cut[..MaximumMessage] + "...";
    }

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();
}
