using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>A title or advice with placeholders.</summary>
internal sealed class TextTemplate(IReadOnlyList<TextPart> zh, IReadOnlyList<TextPart> en)
{
    public LocalizedText Fill(TemplateValues values) => new(
        string.Concat(zh.Select(part => part.Fill(values, isChinese: true))),
        string.Concat(en.Select(part => part.Fill(values, isChinese: false))));
}
