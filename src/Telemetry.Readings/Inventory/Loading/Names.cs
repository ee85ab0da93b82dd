using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>What the things of the city may be called.</summary>
internal static class Names
{
    /// <summary>The longest name of a field, in characters.</summary>
    public const int MaximumFieldName = 64;

    // Tags and timestamp of line protocol, the keys of the payload, and the words of rule expressions.
    private static readonly string[] Reserved =
        ["time", "area", "device", "site", "event", "ts", "seq", "and", "or", "not", "true", "false"];

    /// <summary>Incidents about the worker itself have this as their device and system.</summary>
    private const string OwnId = "telemetry";

    public static bool IsId(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > DeviceIdTable.MaximumIdLength)
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        }

        return true;
    }

    public static bool CheckId(YamlScalar scalar, string what, MistakeList mistakes)
    {
        if (scalar.Value == OwnId)
        {
            mistakes.Add(scalar, $"{what} must not be '{OwnId}', which stands for Telemetry itself; choose another");
            return false;
        }

        if (IsId(scalar.Value))
            return true;
        mistakes.Add(scalar, $"{what} must be 1 to 64 of a-z, 0-9 and '-', not '{scalar.Value}'");
        return false;
    }

    public static bool CheckFieldName(YamlScalar scalar, MistakeList mistakes, string what)
    {
        string name = scalar.Value;
        if (name.Length is 0 or > MaximumFieldName
            || !char.IsAsciiLetterLower(name[0])
            || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_'))
        {
            mistakes.Add(scalar, $"the name of a {what} must be a letter a-z and then a-z, 0-9 and '_' (at most {MaximumFieldName}), not '{name}'");
            return false;
        }

        if (Reserved.Contains(name) || name.EndsWith("_quality", StringComparison.Ordinal))
        {
            mistakes.Add(scalar, $"the {what} name '{name}' is reserved");
            return false;
        }

        return true;
    }
}
