using System.Globalization;

namespace Telemetry.Alerting.Expressions;

/// <summary>Writes syntax in one canonical form, whatever blanks and parentheses it was written with.</summary>
internal static class SyntaxText
{
    public static string Of(Syntax syntax) => syntax switch
    {
        Syntax.Number number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        Syntax.Quantity quantity => string.Create(CultureInfo.InvariantCulture, $"{quantity.Value:R} {quantity.Unit}"),
        Syntax.Duration duration => Duration(duration.Milliseconds),
        Syntax.Text text => $"'{text.Value}'",
        Syntax.Truth truth => truth.Value ? "true" : "false",
        Syntax.Name name => name.Value,
        Syntax.Negation negation => $"-{Inner(negation.Operand)}",
        Syntax.Not not => $"not {Inner(not.Operand)}",
        Syntax.Binary binary => $"{Inner(binary.Left)} {binary.Sign.Text} {Inner(binary.Right)}",
        Syntax.Call call => $"{call.Function}({List(call.Arguments)})",
        Syntax.Member { Arguments: { } arguments } member => $"{Of(member.Of)}.{member.Part}({List(arguments)})",
        Syntax.Member member => $"{Of(member.Of)}.{member.Part}",
        _ => throw new ArgumentException($"Unknown syntax {syntax}.", nameof(syntax)),
    };

    private static string Inner(Syntax syntax) => syntax is Syntax.Binary or Syntax.Not ? $"({Of(syntax)})" : Of(syntax);

    private static string Duration(long milliseconds)
    {
        foreach (var (unit, length) in ((string, long)[])[("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)])
        {
            if (milliseconds % length == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{milliseconds / length}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
    }

    private static string List(IReadOnlyList<Syntax> syntaxes) => string.Join(", ", syntaxes.Select(Of));
}
