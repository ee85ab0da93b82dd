using System.CommandLine;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Cli;

/// <summary>The options that choose among rejected messages, the same for each subcommand.</summary>
internal sealed class QuarantineArguments
{
    private readonly Option<string?> _reason = new("--reason") { Description = "Only messages rejected for this reason, such as malformed-json" };
    private readonly Option<string?> _device = new("--device") { Description = "Only messages of this device" };
    private readonly Option<string?> _area = new("--area") { Description = "Only messages with this area in their topic (a replay: and all within it)" };
    private readonly Option<string?> _system = new("--system") { Description = "Only messages with this system in their topic" };
    private readonly Option<string?> _channel = new("--channel") { Description = "Only messages of this channel, such as telemetry or event" };
    private readonly Option<string?> _topic = new("--topic") { Description = "Only messages whose topic has this in it" };
    private readonly Option<string?> _text = new("--text") { Description = "Only messages whose payload has this in it" };
    private readonly Option<string?> _from = new("--from") { Description = "Only messages received then or later: RFC 3339, Unix milliseconds, or -1h" };
    private readonly Option<string?> _to = new("--to") { Description = "Only messages received before then" };
    private readonly Option<bool?> _replayed = new("--replayed") { Description = "true: only messages that were taken after all; false: only those that wait" };

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_reason, _device, _area, _system, _channel, _topic, _text, _from, _to, _replayed])
            command.Add(option);
    }

    /// <summary>What was chosen.</summary>
    public QuarantineQuery Query(ParseResult parsed) => new()
    {
        Reason = parsed.GetValue(_reason),
        Device = parsed.GetValue(_device),
        Area = parsed.GetValue(_area),
        System = parsed.GetValue(_system),
        Channel = parsed.GetValue(_channel),
        Topic = parsed.GetValue(_topic),
        Text = parsed.GetValue(_text),
        From = parsed.GetValue(_from),
        To = parsed.GetValue(_to),
        Replayed = parsed.GetValue(_replayed),
    };

    /// <exception cref="StartException">Something in it is not known.</exception>
    public QuarantineFilter Filter(ParseResult parsed) =>
        Query(parsed).ToFilter(city: null, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), out string mistake) ?? throw new StartException(mistake);
}
