using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>
/// Reads the placeholders of titles: <c>{value} {limit} {device} {site} {area}</c> and fields in braces; <c>{{</c> and <c>}}</c>
/// stand for braces.
/// </summary>
/// <param name="parts">What may stand in braces.</param>
internal sealed class TemplateParser(IReadOnlyDictionary<string, TextPart> parts, ICollection<Mistake> mistakes)
{
    /// <summary>Null when nothing stands in braces, or there is a mistake.</summary>
    public TextTemplate? Parse(LocalizedPlace? text)
    {
        if (text is null || !(Braced(text.Zh) || Braced(text.En)))
        {
            return null;
        }

        var zh = Parse(text.Zh);
        var en = Parse(text.En);
        return zh is null || en is null ? null : new TextTemplate(zh, en);
    }

    private static bool Braced(LocatedText text) => text.Value.AsSpan().IndexOfAny('{', '}') >= 0;

    private List<TextPart>? Parse(LocatedText text)
    {
        var found = new List<TextPart>();
        var words = new StringBuilder();
        bool isGood = true;
        for (int i = 0; i < text.Value.Length; i++)
        {
            char c = text.Value[i];
            bool isDoubled = i + 1 < text.Value.Length && text.Value[i + 1] == c;
            if (c is not ('{' or '}') || isDoubled)
            {
                words.Append(c);
                i += c is '{' or '}' ? 1 : 0;
                continue;
            }

            int end = c == '{' ? text.Value.IndexOf('}', i) : -1;
            if (end < 0)
            {
                mistakes.Add(text.MistakeAt(i, $"'{c}' without its partner; write '{c}{c}' for the character itself"));
                return null;
            }

            string name = text.Value[(i + 1)..end];
            if (parts.TryGetValue(name, out var part))
            {
                found.Add(new TextPart.Words(words.ToString()));
                found.Add(part);
                words.Clear();
            }
            else
            {
                mistakes.Add(text.MistakeAt(i + 1, $"unknown placeholder '{name}'{NearestName.Hint(name, [.. parts.Keys])}"));
                isGood = false;
            }

            i = end;
        }

        found.Add(new TextPart.Words(words.ToString()));
        return isGood ? found : null;
    }
}
