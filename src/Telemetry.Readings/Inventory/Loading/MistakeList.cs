using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Every mistake found so far; bounded, so that a file of garbage cannot fill the memory or the screen.</summary>
internal sealed class MistakeList
{
    public const int Maximum = 1000;

    private readonly List<Mistake> _mistakes = [];
    private int _untold;

    public int Count => _mistakes.Count + _untold;

    public void Add(YamlNode at, string message) => Add(at.File, at.Line, at.Column, message);

    public void Add(string file, int line, int column, string message)
    {
        if (_mistakes.Count < Maximum)
            _mistakes.Add(new Mistake(file, line, column, message));
        else
            _untold++;
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
}
