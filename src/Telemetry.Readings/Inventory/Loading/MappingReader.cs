using System.Globalization;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>
/// Reads the keys of one mapping. What is not right is added to the mistakes and read as null, so that the reader goes on
/// and finds the next mistake.
/// </summary>
internal sealed class MappingReader
{
    private readonly YamlMapping _mapping;
    private readonly MistakeList _mistakes;

    private MappingReader(YamlMapping mapping, string what, MistakeList mistakes)
    {
        _mapping = mapping;
        What = what;
        _mistakes = mistakes;
    }

    public YamlMapping Node => _mapping;

    /// <summary>What the mapping is, in the words of a mistake; to be changed once its name is known.</summary>
    public string What { get; set; }

    /// <summary>Opens a mapping; unknown keys are reported at once, with the nearest known one.</summary>
    public static MappingReader? Open(YamlNode node, string what, MistakeList mistakes, params ReadOnlySpan<string> keys)
    {
        if (node is not YamlMapping mapping)
        {
            mistakes.Add(node, $"{what} must be a mapping ({{ key: value }}), not {node.Shape}");
            return null;
        }

        foreach ((YamlScalar key, _) in mapping.Entries)
        {
            if (!keys.Contains(key.Value))
                mistakes.Add(key, $"unknown key '{key.Value}' in {what}{NearestName.Hint(key.Value, keys.ToArray())}");
        }

        return new MappingReader(mapping, what, mistakes);
    }

    public bool Has(string key) => _mapping.FindKey(key) is not null;

    /// <summary>The place of a key that is there, otherwise of the mapping.</summary>
    public YamlNode PlaceOf(string key) => (YamlNode?)_mapping.FindKey(key) ?? _mapping;

    public YamlNode? Optional(string key) => _mapping.Find(key);

    public YamlNode? Required(string key)
    {
        YamlNode? value = Optional(key);
        if (value is null)
            _mistakes.Add(_mapping, $"{What} lacks the key '{key}'");
        return value;
    }

    /// <summary>A scalar that is not empty.</summary>
    public YamlScalar? Scalar(string key, bool required = false) => AsScalar(required ? Required(key) : Optional(key), $"'{key}' of {What}");

    /// <summary>A scalar that is an id: <c>[a-z0-9-]{1,64}</c>.</summary>
    public YamlScalar? Id(string key, bool required = true) =>
        Scalar(key, required) is { } scalar && Names.CheckId(scalar, $"'{key}' of {What}", _mistakes) ? scalar : null;

    public LocatedText? Text(string key, bool required = false) => Scalar(key, required)?.Locate();

    public bool? Boolean(string key)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        if (scalar is { IsPlain: true, Value: "true" or "false" })
            return scalar.Value == "true";
        _mistakes.Add(scalar, $"'{key}' of {What} must be true or false, not {scalar.Shape}");
        return null;
    }

    /// <summary>A finite number.</summary>
    public double? Number(string key)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        if (TryNumber(scalar, out double number) && double.IsFinite(number))
            return number;
        _mistakes.Add(scalar, $"'{key}' of {What} must be a number, not {scalar.Shape}");
        return null;
    }

    /// <summary>One of a few words, as its place among them.</summary>
    public int? Choice(string key, string[] choices, bool required = false)
    {
        if (Scalar(key, required) is not { } scalar)
            return null;
        int index = Array.IndexOf(choices, scalar.Value);
        if (index >= 0)
            return index;
        _mistakes.Add(scalar, $"unknown {key} '{scalar.Value}'{NearestName.Hint(scalar.Value, choices)}");
        return null;
    }

    public LocatedText? Duration(string key, out TimeSpan duration, bool required = false)
    {
        duration = default;
        if (Scalar(key, required) is not { } scalar)
            return null;
        if (DurationText.TryParse(scalar.Value, out duration))
            return scalar.Locate();
        _mistakes.Add(scalar, $"'{key}' of {What} must be a duration such as 30s, 5m or 1h, not {scalar.Shape}");
        return null;
    }

    /// <summary>Two numbers, the first less than the second; <c>.inf</c> and <c>-.inf</c> leave an end open.</summary>
    public (double Minimum, double Maximum)? Range(string key) =>
        Optional(key) is { } node ? ReadRange(node, $"'{key}' of {What}", _mistakes) : null;

    /// <inheritdoc cref="Range"/>
    public static (double Minimum, double Maximum)? ReadRange(YamlNode node, string what, MistakeList mistakes)
    {
        if (node is not YamlSequence { Items: [YamlScalar low, YamlScalar high] }
            || !TryNumber(low, out double minimum)
            || !TryNumber(high, out double maximum))
        {
            mistakes.Add(node, $"{what} must be two numbers: [minimum, maximum]");
            return null;
        }

        if (minimum < maximum)
            return (minimum, maximum);
        mistakes.Add(node, $"{what}: the minimum {low.Value} must be less than the maximum {high.Value}");
        return null;
    }

    public LocalizedText? Localized(string key, bool required = true) =>
        LocalizedWithPlace(key, required) is { } place ? new LocalizedText(place.Zh.Value, place.En.Value) : null;

    /// <summary>The same for texts that somebody looks into later.</summary>
    public LocalizedPlace? LocalizedWithPlace(string key, bool required = true)
    {
        if ((required ? Required(key) : Optional(key)) is not { } node
            || Open(node, $"'{key}' of {What}", _mistakes, "zh", "en") is not { } texts)
        {
            return null;
        }

        YamlScalar? zh = texts.Scalar("zh", required: true);
        YamlScalar? en = texts.Scalar("en", required: true);
        return zh is null || en is null ? null : new LocalizedPlace(zh.Locate(), en.Locate());
    }

    /// <summary>A scalar, or a list of scalars that is not empty; empty when the key is missing or wrong.</summary>
    public IReadOnlyList<YamlScalar> Scalars(string key, bool required = false)
    {
        YamlNode? node = required ? Required(key) : Optional(key);
        if (node is null)
            return [];
        if (node is not YamlSequence sequence)
            return AsScalar(node, $"'{key}' of {What}") is { } single ? [single] : [];
        if (sequence.Items.Count == 0)
            _mistakes.Add(node, $"'{key}' of {What} must not be an empty list");
        return [.. sequence.Items.Select(item => AsScalar(item, $"an item of '{key}' of {What}")).OfType<YamlScalar>()];
    }

    /// <summary>The items of a list; empty when the key is missing or wrong.</summary>
    public IReadOnlyList<YamlNode> Items(string key)
    {
        YamlNode? node = Optional(key);
        if (node is YamlSequence sequence)
            return sequence.Items;
        if (node is not null)
            _mistakes.Add(node, $"'{key}' of {What} must be a list, not {node.Shape}");
        return [];
    }

    /// <summary>The entries of a mapping with free keys; empty when the key is missing or wrong.</summary>
    public IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries(string key, bool required = false)
    {
        YamlNode? node = required ? Required(key) : Optional(key);
        if (node is YamlMapping mapping)
            return mapping.Entries;
        if (node is not null)
            _mistakes.Add(node, $"'{key}' of {What} must be a mapping, not {node.Shape}");
        return [];
    }

    public static bool TryNumber(YamlScalar scalar, out double number)
    {
        number = scalar.Value switch { ".inf" or "+.inf" => double.PositiveInfinity, "-.inf" => double.NegativeInfinity, _ => 0 };
        return scalar.IsPlain
            && (number != 0
                || (double.TryParse(scalar.Value, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number)
                    && double.IsFinite(number)));
    }

    /// <summary>Pairs of finite numbers; null when it is something else.</summary>
    public static List<(double First, double Second)>? TryPairs(YamlNode node)
    {
        if (node is not YamlSequence sequence)
            return null;
        var pairs = new List<(double, double)>(sequence.Items.Count);
        foreach (YamlNode item in sequence.Items)
        {
            if (item is not YamlSequence { Items: [YamlScalar first, YamlScalar second] }
                || !TryNumber(first, out double a)
                || !TryNumber(second, out double b)
                || !double.IsFinite(a)
                || !double.IsFinite(b))
            {
                return null;
            }

            pairs.Add((a, b));
        }

        return pairs;
    }

    private YamlScalar? AsScalar(YamlNode? node, string what)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlScalar { IsNull: false, Value.Length: > 0 } scalar:
                return scalar;
            case YamlScalar:
                _mistakes.Add(node, $"{what} must not be empty");
                return null;
            default:
                _mistakes.Add(node, $"{what} must be a single value, not {node.Shape}");
                return null;
        }
    }
}
