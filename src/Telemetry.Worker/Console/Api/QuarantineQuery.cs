using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Console.Api;

/// <summary>Which rejected messages: in the query of a GET, and as <c>filter</c> of a replay. What is left out does not matter.</summary>
public sealed class QuarantineQuery
{
    /// <summary>Why, such as <c>malformed-json</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>A device's id.</summary>
    public string? Device { get; set; }

    /// <summary>An area's id; with all that is within it.</summary>
    public string? Area { get; set; }

    /// <summary>A system's id.</summary>
    public string? System { get; set; }

    /// <summary>telemetry, event, snapshot, status, ...</summary>
    public string? Channel { get; set; }

    /// <summary>Part of the topic.</summary>
    public string? Topic { get; set; }

    /// <summary>Part of the payload.</summary>
    public string? Text { get; set; }

    /// <summary>Received at this time or later: RFC 3339, Unix milliseconds, or a duration before now such as <c>-1h</c>.</summary>
    public string? From { get; set; }

    /// <summary>Received before this time.</summary>
    public string? To { get; set; }

    /// <summary>true for those that were taken after all, false for those that wait.</summary>
    public bool? Replayed { get; set; }

    /// <summary>Null, and the mistake, when something in it is not known.</summary>
    internal QuarantineFilter? ToFilter(City? city, long nowMs, out string mistake)
    {
        mistake = "";
        long? from = null, to = null;
        string[] labels = [.. Enum.GetValues<RejectReason>().Where(r => r != RejectReason.None).Select(r => r.Label())];
        if (Reason is not null && !labels.Contains(Reason))
            mistake = $"reason = '{Reason}' is not known; {(NearestName.Of(Reason, labels) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", labels)}.")}";
        else if (!TryTime(From, nowMs, ref from) || !TryTime(To, nowMs, ref to))
            mistake = $"from = '{From}', to = '{To}' have to be RFC 3339, Unix milliseconds, 'now', or a duration before now such as '-1h'.";
        else if (city is not null && Area is not null && city.FindArea(Area) is null)
            mistake = $"area = '{Area}' is not known.{(NearestName.Of(Area, city.Areas.Select(a => a.Id)) is { } near ? $" Did you mean {near}?" : "")}";
        if (mistake.Length > 0)
            return null;
        return new QuarantineFilter
        {
            Reason = Reason,
            Device = Optional(Device),
            Areas = QuarantineFilter.Within(Optional(Area), city),
            System = Optional(System),
            Channel = Optional(Channel),
            Topic = Optional(Topic),
            Text = Optional(Text),
            FromMs = from,
            ToMs = to,
            Replayed = Replayed,
        };
    }

    private static bool TryTime(string? text, long nowMs, ref long? unixMs)
    {
        if (string.IsNullOrEmpty(text))
            return true;
        bool isTime = TimeText.TryRead(text, nowMs, out long ms);
        unixMs = ms;
        return isTime;
    }

    private static string? Optional(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
