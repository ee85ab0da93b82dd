using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Quarantine;

/// <summary>Which rejected messages are meant; what is null or empty does not matter.</summary>
internal sealed record QuarantineFilter
{
    /// <summary>All of them.</summary>
    public static readonly QuarantineFilter All = new();

    /// <summary>The label of a reason.</summary>
    public string? Reason { get; init; }

    /// <summary>A device's id: as known, or in the topic.</summary>
    public string? Device { get; init; }

    /// <summary>An area in the topic, or one of several.</summary>
    public IReadOnlyCollection<string> Areas { get; init; } = [];

    /// <summary>A system in the topic.</summary>
    public string? System { get; init; }

    /// <summary>A channel in the topic: <c>telemetry</c>, <c>event</c>, <c>snapshot</c>.</summary>
    public string? Channel { get; init; }

    /// <summary>Part of the topic.</summary>
    public string? Topic { get; init; }

    /// <summary>Part of the payload, byte for byte in UTF-8.</summary>
    public string? Text { get; init; }

    /// <summary>Received at this time or later, Unix milliseconds.</summary>
    public long? FromMs { get; init; }

    /// <summary>Received before this time, Unix milliseconds.</summary>
    public long? ToMs { get; init; }

    /// <summary>True for those that were taken after all, false for those that wait.</summary>
    public bool? Replayed { get; init; }

    /// <summary>An area with all that is within it; only the name itself when the city does not know it.</summary>
    public static IReadOnlyCollection<string> Within(string? area, City? city)
    {
        if (area is null)
            return [];
        return city?.FindArea(area) is { } known ? [.. city.Areas.Where(a => a.IsWithin(known)).Select(a => a.Id)] : [area];
    }

    /// <summary>Whether a message is meant, as far as the database has not judged it already.</summary>
    public bool Matches(QuarantinedMessage message) =>
        (Device is null || message.Device == Device || (message.Device.Length == 0 && HasLevel(message.Topic, Device)))
        && (Areas.Count == 0 || Areas.Any(area => HasLevel(message.Topic, area)))
        && (System is null || HasLevel(message.Topic, System))
        && (Channel is null || HasLevel(message.Topic, Channel))
        && (Topic is null || message.Topic.Contains(Topic, StringComparison.OrdinalIgnoreCase))
        && (Text is null || (!message.IsPicture && message.Payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Text)) >= 0));

    /// <summary>For the audit log: <c>reason=flood area=linqing</c>.</summary>
    public override string ToString()
    {
        (string Name, object? Value)[] parts =
        [
            ("reason", Reason), ("device", Device), ("area", Areas.Count == 0 ? null : string.Join(',', Areas)), ("system", System), ("channel", Channel),
            ("topic", Topic), ("text", Text), ("from", FromMs), ("to", ToMs), ("replayed", Replayed),
        ];
        string text = string.Join(' ', parts.Where(part => part.Value is not null).Select(part => global::System.FormattableString.Invariant($"{part.Name}={part.Value}")));
        return text.Length == 0 ? "all" : text;
    }

    private static bool HasLevel(string topic, string level) => $"/{topic}/".Contains($"/{level}/", StringComparison.Ordinal);
}
