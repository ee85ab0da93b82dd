using Telemetry.Alerting.Escalation;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Notifications;

/// <summary>Which channels carry a way, of those that there are.</summary>
/// <param name="ways">What somebody chose.</param>
/// <param name="there">The channels that can carry calls in this process.</param>
internal sealed class CallChannels(WaysOptions ways, IReadOnlyCollection<string> there)
{
    private const string None = "none";

    private readonly IReadOnlyList<string>[] _channels =
        [.. Enum.GetValues<Way>().Select(way => (IReadOnlyList<string>)[.. (Named(ways, way) ?? Standard(way, there)).Where(there.Contains)])];

    /// <summary>Empty when nothing carries it.</summary>
    public IReadOnlyList<string> Of(Way way) => _channels[(int)way];

    /// <summary>What the option says, word by word; null when it says nothing.</summary>
    public static string? Written(WaysOptions ways, Way way) => way switch
    {
        Way.Call => ways.Call,
        Way.App => ways.App,
        Way.Sms => ways.Sms,
        Way.Screen => ways.Screen,
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, null),
    };

    /// <summary>The channels that the option names; null when it is left alone.</summary>
    public static IReadOnlyList<string>? Named(WaysOptions ways, Way way) => Written(ways, way) switch
    {
        null => null,
        None => [],
        { } list => [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()],
    };

    /// <summary>A receiver with a telephone is behind the webhook rather than on MQTT; a screen is the other way round; an app may be either.</summary>
    private static IEnumerable<string> Standard(Way way, IReadOnlyCollection<string> there)
    {
        string[] order = way is Way.Screen ? [ChannelName.Mqtt, ChannelName.Webhook] : [ChannelName.Webhook, ChannelName.Mqtt];
        IEnumerable<string> known = order.Where(there.Contains);
        return way is Way.App ? known : known.Take(1);
    }
}
