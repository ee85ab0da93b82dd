using System.Text.Json;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>A piece of a title: words, or what stands in for them.</summary>
internal abstract record TextPart
{
    /// <summary>Stands for a value that is not known.</summary>
    private const string Unknown = "—";

    /// <summary>A device's text is cut here: what is longer is no name of a zone.</summary>
    private const int MaximumText = 80;

    public abstract string Fill(in TemplateValues values, bool isChinese);

    private static string Pick(LocalizedText text, bool isChinese) => isChinese ? text.Zh : text.En;

    public sealed record Words(string Text) : TextPart
    {
        public override string Fill(in TemplateValues values, bool isChinese) => Text;
    }

    public sealed record DeviceTitle : TextPart
    {
        public override string Fill(in TemplateValues values, bool isChinese) => Pick(values.Device.Title, isChinese);
    }

    public sealed record SiteTitle : TextPart
    {
        public override string Fill(in TemplateValues values, bool isChinese) => Pick(values.Device.Site.Title, isChinese);
    }

    public sealed record AreaTitle : TextPart
    {
        public override string Fill(in TemplateValues values, bool isChinese) => Pick(values.Device.Area.Title, isChinese);
    }

    public sealed record MemberCount : TextPart
    {
        public override string Fill(in TemplateValues values, bool isChinese) => ValueText.Of(values.Count, null);
    }

    /// <param name="Subject">What the number is of, for its unit; null when that is no single field.</param>
    public sealed record Value(FieldProfile? Subject) : TextPart
    {
        public override string Fill(in TemplateValues values, bool isChinese) => values.Value is { } value ? ValueText.Of(value, Subject) : Unknown;
    }

    /// <inheritdoc cref="Value"/>
    public sealed record Limit(FieldProfile? Subject) : TextPart
    {
        public override string Fill(in TemplateValues values, bool isChinese) => double.IsFinite(values.Limit) ? ValueText.Of(values.Limit, Subject) : Unknown;
    }

    public sealed record Reading(FieldProfile Field) : TextPart
    {
        public override string Fill(in TemplateValues values, bool isChinese) =>
            !values.Latest.TryGet(values.Device, Field.Index, out var latest) || latest.IsBad ? Unknown
            : Field.Type == FieldType.Boolean ? YesOrNo(latest.Value != 0, isChinese)
            : ValueText.Of(latest.Value, Field);
    }

    public sealed record Attribute(FieldProfile Field) : TextPart
    {
        public override string Fill(in TemplateValues values, bool isChinese)
        {
            using var json = JsonDocument.Parse(values.Attributes);
            return json.RootElement.TryGetProperty(Field.Name, out var value) ? Text(value, isChinese) : Unknown;
        }

        private string Text(JsonElement value, bool isChinese) => value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => YesOrNo(value.GetBoolean(), isChinese),
            JsonValueKind.Number => ValueText.Of(value.GetDouble(), Field),
            JsonValueKind.String => Plain(value.GetString()!),
            _ => Unknown,
        };
    }

    private static string YesOrNo(bool value, bool isChinese) => value ? isChinese ? "是" : "yes" : isChinese ? "否" : "no";

    /// <summary>What a device says goes to pages, logs and telephones: control characters stay outside. Markup is escaped where it is shown.</summary>
    private static string Plain(string text)
    {
        string plain = string.Concat(text.EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune)).Take(MaximumText));
        return plain.Length == 0 ? Unknown : plain;
    }
}
