using Telemetry.Alerting.Expressions.Units;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions;

/// <summary>Reads the unit behind a number: <c>0.3 MPa</c>, <c>20L</c>, <c>5 %</c>, <c>22.8 m3/s</c>.</summary>
internal static class UnitLexer
{
    /// <summary>Adds the unit that follows to a number, if there is one. False when something follows that is none.</summary>
    public static bool TryRead(string text, UnitTable units, ref Token token, ref int length, out int mistakeAt, out string? problem)
    {
        int at = token.Offset + length;
        bool isApart = at < text.Length && char.IsWhiteSpace(text[at]);
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        mistakeAt = at;
        problem = null;
        string? unit = Longest(text, at, isApart, units);
        if (unit is not null)
        {
            length = at + unit.Length - token.Offset;
            token = token with { Unit = unit };
            return true;
        }

        int word = WordLength(text, at);
        if (word == 0 || text.Substring(at, word) is "and" or "or" or "not")
        {
            return true;
        }

        string unknown = text.Substring(at, word);
        problem = $"'{unknown}' follows a number but is no unit{Hint(unknown, units)}";
        return false;
    }

    private static string? Longest(string text, int at, bool isApart, UnitTable units)
    {
        string? longest = null;
        foreach (string symbol in units.Symbols)
        {
            // A unit that begins with a digit (1/s, 10^4m3) must stand apart from the number; "1" alone says nothing.
            if (symbol.Length > (longest?.Length ?? 0)
                && symbol != "1"
                && (isApart || !char.IsAsciiDigit(symbol[0]))
                && string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0
                && (!IsWordCharacter(symbol[^1]) || IsWordEnd(text, at + symbol.Length)))
            {
                longest = symbol;
            }
        }

        return longest;
    }

    private static int WordLength(string text, int at)
    {
        int end = at;
        while (end < text.Length && IsWordCharacter(text[end]) && (end > at || !char.IsAsciiDigit(text[end])))
        {
            end++;
        }

        return end - at;
    }

    private static bool IsWordEnd(string text, int at) => at >= text.Length || !IsWordCharacter(text[at]);

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static string Hint(string name, UnitTable units)
    {
        string? nearest = units.Symbols.FirstOrDefault(unit => string.Equals(unit, name, StringComparison.OrdinalIgnoreCase))
            ?? NearestName.Of(name, units.Symbols.Where(unit => unit[0] == name[0] && Math.Abs(unit.Length - name.Length) <= 1));
        return nearest is null ? "; docs/city.md lists the units" : $" (did you mean '{nearest}'?)";
    }
}
