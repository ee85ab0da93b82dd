using System.Text;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Notifications;

/// <summary>
/// What a call says, made for an ear or a small screen: who is meant, what happened and where, how much else there is. Never
/// longer than its way bears.
/// </summary>
internal static class PageText
{
    /// <summary>About half a minute of speech; longer is not listened to. English needs twice the letters.</summary>
    public const int LongestCall = 160;

    /// <summary>What a chain of short messages carries.</summary>
    public const int LongestMessage = 500;

    /// <summary>Spoken or shown by their names; the others are counted.</summary>
    private const int NamedInCall = 2;
    private const int NamedInMessage = 6;

    /// <param name="link">Where to answer; left out of what is spoken.</param>
    public static LocalizedText Of(PageCall call, IReadOnlyList<Incident> incidents, City city, string link)
    {
        bool isSpoken = call.Way == Way.Call;
        IReadOnlyList<Incident> named = [.. incidents.Take(isSpoken ? NamedInCall : NamedInMessage)];
        int others = incidents.Count - named.Count;
        string tail = isSpoken ? "" : " " + link;
        return new LocalizedText(
            Bound(Zh(call, named, others, city), "请立即确认。" + tail, isSpoken ? LongestCall : LongestMessage),
            Bound(En(call, named, others, city), " Please answer now." + tail, isSpoken ? 2 * LongestCall : LongestMessage));
    }

    private static string Zh(PageCall call, IReadOnlyList<Incident> named, int others, City city)
    {
        var text = new StringBuilder();
        text.Append(call.Duty is { } duty ? $"【{duty.Role.Zh}】" : "【值守】").Append(call.Person is { } person ? $"{person.Name.Zh}：" : "");
        text.AppendJoin('；', named.Select(i => $"{SeverityZh(i)}{Zh(i, city)}"));
        return text.Append(others > 0 ? $"；另有{others}起" : "").Append('。').ToString();
    }

    private static string En(PageCall call, IReadOnlyList<Incident> named, int others, City city)
    {
        var text = new StringBuilder();
        text.Append(call.Duty is { } duty ? $"[{duty.Role.En}] " : "[on duty] ").Append(call.Person is { } person ? $"{person.Name.En}: " : "");
        text.AppendJoin("; ", named.Select(i => $"{(i.LifeSafety ? "DANGER TO LIFE, " : "")}{i.Severity.ToText()}, {En(i, city)}"));
        return text.Append(others > 0 ? $"; and {others} more" : "").Append('.').ToString();
    }

    private static string SeverityZh(Incident incident) => (incident.LifeSafety ? "危及生命，" : "") + incident.Severity switch
    {
        Severity.Critical => "红色告警，",
        Severity.High => "橙色告警，",
        Severity.Medium => "黄色告警，",
        _ => "蓝色告警，",
    };

    /// <summary>Many titles tell the place themselves.</summary>
    private static string Zh(Incident incident, City city) =>
        Place(incident, city) is { } place && !incident.Title.Zh.Contains(place.Zh, StringComparison.Ordinal) ? $"{place.Zh} {incident.Title.Zh}" : incident.Title.Zh;

    private static string En(Incident incident, City city) =>
        Place(incident, city) is { } place && !incident.Title.En.Contains(place.En, StringComparison.Ordinal) ? $"{place.En}, {incident.Title.En}" : incident.Title.En;

    private static LocalizedText? Place(Incident incident, City city) => city.FindSite(incident.SiteId)?.Title ?? city.FindArea(incident.AreaId)?.Title;

    /// <summary>The end is what asks for an answer: it stays, and what comes before it is cut. A device's words are in it: one line, nothing that a terminal obeys.</summary>
    private static string Bound(string text, string end, int longest)
    {
        text = Plain(text);
        int room = longest - end.Length;
        return room < 1 ? Cut(text, longest) : Cut(text, room) + end;
    }

    public static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        int end = longest - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
