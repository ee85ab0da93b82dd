using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>
/// Section <c>Notifications:Ways</c>: which channels carry each way of a ladder. A list of <c>webhook</c> and <c>mqtt</c> with commas,
/// or <c>none</c>.
/// </summary>
public sealed class WaysOptions
{
    private const string List = "[a-z0-9-]+(, *[a-z0-9-]+)*";

    /// <summary>Voice calls. Default: the webhook if it has an address, else MQTT.</summary>
    [RegularExpression(List)]
    public string? Call { get; set; }

    /// <summary>Messages in an app. Default: the webhook and MQTT, each if it is there.</summary>
    [RegularExpression(List)]
    public string? App { get; set; }

    /// <summary>Short messages. Default: the webhook if it has an address, else MQTT.</summary>
    [RegularExpression(List)]
    public string? Sms { get; set; }

    /// <summary>The screens of centres. Default: MQTT, else the webhook.</summary>
    [RegularExpression(List)]
    public string? Screen { get; set; }
}
