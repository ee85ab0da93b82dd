namespace Telemetry.Readings.Inventory.Yaml;

/// <summary>A scalar; <paramref name="isPlain"/> tells <c>0.5</c> from <c>"0.5"</c>.</summary>
internal sealed class YamlScalar(string file, int line, int column, string value, bool isPlain) : YamlNode(file, line, column)
{
    /// <summary>Of a text that is not what it should be, in a mistake: it may be what a link led to and no city file at all.</summary>
    private const int MaximumShown = 40;

    public string Value { get; } = value;

    public bool IsPlain { get; } = isPlain;

    public bool IsNull => IsPlain && Value is "" or "~" or "null";

    public override string Shape => IsNull ? "nothing" : Value.Length <= MaximumShown ? $"'{Value}'" : $"'{Value.AsSpan(0, MaximumShown)}...'";

    /// <summary>Stands where a title was missing, which is a mistake already told, so that others may still refer to the thing.</summary>
    public LocalizedText AsTitle() => new(Value, Value);

    /// <summary>The scalar for a later compiler; the column is that of its first character, behind a quote.</summary>
    public LocatedText Locate() => new(Value, File, Line, IsPlain ? Column : Column + 1);
}
