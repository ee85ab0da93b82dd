namespace Telemetry.Mqtt.Client;

/// <summary>What a peer says about itself, fit for a line of a log: no control characters, no endless text.</summary>
internal static class Printable
{
    private const int Longest = 200;

    /// <summary>Empty for null; else a blank and the text.</summary>
    public static string Tail(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        ReadOnlySpan<char> kept = text.AsSpan(0, Math.Min(text.Length, Longest));
        Span<char> clean = stackalloc char[Longest];
        for (int i = 0; i < kept.Length; i++)
            clean[i] = IsPlain(kept[i]) ? kept[i] : '?';
        return $" {clean[..kept.Length]}{(text.Length > Longest ? "..." : "")}";
    }

    /// <summary>Told, and not followed: a broker that sends its clients elsewhere is not to be believed without an operator.</summary>
    public static string Elsewhere(string? reference) => reference is null ? "" : $"; it names another server, which is not followed:{Tail(reference)}";

    // Line and paragraph separators and what turns the direction of writing are control characters to a terminal too.
    private static bool IsPlain(char c) =>
        char.GetUnicodeCategory(c) is not (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator or System.Globalization.UnicodeCategory.Surrogate);
}
