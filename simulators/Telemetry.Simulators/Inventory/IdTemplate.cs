using System.Globalization;

namespace Telemetry.Simulators.Inventory;

/// <summary>Ids like <c>hs-{0000..0999}</c>, which stand for a run of devices, zero-padded as written.</summary>
internal static class IdTemplate
{
    /// <summary>Most devices one template may stand for.</summary>
    public const int MaximumCount = 100_000;

    /// <summary>The ids a template stands for; the id itself when it is none; null when the braces make no sense.</summary>
    public static IReadOnlyList<string>? Expand(string id)
    {
        int open = id.IndexOf('{');
        int close = id.IndexOf('}');
        if (open < 0 && close < 0)
            return [id];
        if (open < 0 || close < open)
            return null;
        string[] bounds = id[(open + 1)..close].Split("..");
        if (bounds.Length != 2 || !TryNumber(bounds[0], out int first) || !TryNumber(bounds[1], out int last))
            return null;
        if (last < first || last - first >= MaximumCount)
            return null;
        string prefix = id[..open], suffix = id[(close + 1)..];
        string format = "D" + bounds[0].Length.ToString(CultureInfo.InvariantCulture);
        var ids = new string[last - first + 1];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = prefix + (first + i).ToString(format, CultureInfo.InvariantCulture) + suffix;
        return ids;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
