using System.Net;
using Telemetry.Alerting.Escalation;
using Telemetry.Mqtt.Broker;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Options;

/// <summary>Options that are each allowed but do not go together.</summary>
internal static class Contradictions
{
    /// <summary>The journal holds at most this many times <see cref="JournalSection.MaximumPendingBytes"/> in memory.</summary>
    private const int PendingLimits = 4;

    public static void Find(WorkerOptions options, List<string> mistakes)
    {
        Mqtt(options.Mqtt, mistakes);
        Store(options.Store, mistakes);
        Journal(options.Journal, mistakes);
        Payload(options.Payload, mistakes);
        Records(options, mistakes);
        if (!IsListenable(options.Console.Url))
            mistakes.Add($"Console:Url = '{options.Console.Url}': has to be http, an IP address or localhost, and a port, such as http://127.0.0.1:8080; TLS is the work of a proxy in front of it, whose address is Console:PublicUrl.");
        if (options.Console.PublicUrl is { } shown && !IsHttp(shown))
            mistakes.Add($"Console:PublicUrl = '{shown}': has to be an address such as https://telemetry.example.");
        foreach (string proxy in (options.Access.Proxies ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IPAddress.TryParse(proxy, out _))
                mistakes.Add($"Access:Proxies: '{proxy}' is no IP address; write them as 10.0.0.5,10.0.0.6.");
        }

        if (options.Access.LockAtMost < options.Access.LockFor)
            mistakes.Add("Access:LockAtMost is shorter than Access:LockFor.");
        Calls(options, mistakes);
        if (options.Notifications.Webhook.Url is { } hook && !IsHttp(hook))
            mistakes.Add($"Notifications:Webhook:Url = '{hook}': has to be an address such as https://example.org/hook.");
        if (options.Notifications.Webhook is { Url: null, Token: not null })
            mistakes.Add("Notifications:Webhook:Token is set but Notifications:Webhook:Url is not.");
        Heartbeat(options.Heartbeat, options.Notifications, mistakes);
    }

    private static void Heartbeat(HeartbeatOptions heartbeat, NotificationsOptions notifications, List<string> mistakes)
    {
        if (heartbeat.Url is { } url && !IsHttp(url))
            mistakes.Add($"Heartbeat:Url = '{url}': has to be an address such as https://beats.example.org/telemetry.");
        if (heartbeat.FailUrl is { } failUrl && !IsHttp(failUrl))
            mistakes.Add($"Heartbeat:FailUrl = '{failUrl}': has to be an address such as https://beats.example.org/telemetry/fail.");
        if (heartbeat is { Url: null, FailUrl: not null } or { Url: null, Token: not null })
            mistakes.Add("Heartbeat:FailUrl or Heartbeat:Token is set but Heartbeat:Url is not.");
        if (heartbeat.StalledAfter <= notifications.Webhook.Timeout)
            mistakes.Add($"Heartbeat:StalledAfter = '{DurationConverter.Format(heartbeat.StalledAfter)}': has to be longer than Notifications:Webhook:Timeout = '{DurationConverter.Format(notifications.Webhook.Timeout)}', or a slow receiver would look like a dead sender.");
    }

    private static void Calls(WorkerOptions options, List<string> mistakes)
    {
        string topic = options.Notifications.Mqtt.Topic;
        if ((topic + "/").StartsWith(options.Mqtt.Root + "/", StringComparison.Ordinal))
            mistakes.Add($"Notifications:Mqtt:Topic = '{topic}': is below Mqtt:Root = '{options.Mqtt.Root}', where devices speak; choose another first level.");
        foreach (Way way in Enum.GetValues<Way>())
        {
            foreach (string name in CallChannels.Named(options.Notifications.Ways, way) ?? [])
            {
                string option = $"Notifications:Ways:{way} = '{CallChannels.Written(options.Notifications.Ways, way)}'";
                if (!ChannelName.ForCalls.Contains(name))
                    mistakes.Add($"{option}: '{name}' is no channel; {(NearestName.Of(name, ChannelName.ForCalls) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", ChannelName.ForCalls)}, and none.")}");
                else if (name == ChannelName.Webhook && options.Notifications.Webhook.Url is null)
                    mistakes.Add($"{option}: Notifications:Webhook:Url is not set.");
                else if (name == ChannelName.Mqtt && !options.Notifications.Mqtt.IsOn(options.Mqtt.Mode))
                    mistakes.Add($"{option}: set Notifications:Mqtt:Enabled=true, once the broker lets nobody else read '{topic}/#' (docs/calls.md).");
            }
        }
    }

    private static void Mqtt(MqttOptions mqtt, List<string> mistakes)
    {
        mistakes.AddRange(mqtt.Broker.Validate().Select(mistake => "Mqtt:Broker:" + mistake));
        var standard = new MqttBrokerOptions();
        if (mqtt.Broker.Host != standard.Host || mqtt.Broker.Port != standard.Port)
            mistakes.Add("Mqtt:Broker:Host and Mqtt:Broker:Port are set as Mqtt:Host and Mqtt:Port.");
        if (mqtt.Broker.MaximumPacketSize != standard.MaximumPacketSize || mqtt.Broker.ReadFill != standard.ReadFill)
            mistakes.Add("Mqtt:Broker:MaximumPacketSize and Mqtt:Broker:ReadFill are set as Mqtt:MaximumPacketBytes and Mqtt:ReadFill.");
        if (mqtt.Mode == MqttMode.External)
        {
            if (mqtt.Port == 0)
                mistakes.Add("Mqtt:Port = '0': any free port makes sense only with Mqtt:Mode=embedded.");
            if (mqtt.AnonymousLoopback)
                mistakes.Add("Mqtt:AnonymousLoopback is for Mqtt:Mode=embedded; with an external broker its own configuration says who may connect.");
            if (mqtt.UsersFile is not null)
                mistakes.Add("Mqtt:UsersFile is for Mqtt:Mode=embedded.");
            if (mqtt.Password is not null && mqtt.Username is null)
                mistakes.Add("Mqtt:Password is set but Mqtt:Username is not.");
            if (mqtt.CaFile is not null && !mqtt.Tls)
                mistakes.Add("Mqtt:CaFile is set but Mqtt:Tls is not; set Mqtt:Tls=true or remove it.");
            return;
        }

        if (mqtt.Username is not null || mqtt.Password is not null || mqtt.Tls || mqtt.CaFile is not null)
            mistakes.Add("Mqtt:Username, Password, Tls and CaFile are for Mqtt:Mode=external; accounts of the embedded broker are made with 'telemetry mqtt-user set'.");
        if (mqtt.AnonymousLoopback && !IsLoopback(mqtt.Host))
            mistakes.Add($"Mqtt:AnonymousLoopback with Mqtt:Host = '{mqtt.Host}': would trust a port that others can reach; listen on 127.0.0.1 or make accounts with 'telemetry mqtt-user set'.");
    }

    private static void Store(StoreOptions store, List<string> mistakes)
    {
        if (store.Kind == StoreKind.Sqlite)
        {
            Keep("Store:KeepRaw", store.KeepRaw, null, TimeSpan.FromDays(1), mistakes);
            Keep("Store:KeepMinutes", store.KeepMinutes, "Store:KeepRaw", store.KeepRaw, mistakes);
            Keep("Store:KeepHours", store.KeepHours, "Store:KeepMinutes", store.KeepMinutes, mistakes);
            if (store.Url is not null)
                mistakes.Add("Store:Url is set but Store:Kind is sqlite, which is a file in the data folder; set Store:Kind=influxdb1, influxdb2 or victoriametrics.");
            if (store.CaFile is not null)
                mistakes.Add("Store:CaFile is set but Store:Kind is sqlite, which is a file in the data folder; remove it.");
            return;
        }

        if (store.Url is null)
            mistakes.Add($"Store:Url is missing; Store:Kind={store.Kind.ToString().ToLowerInvariant()} needs an address such as http://127.0.0.1:8086.");
        else if (!IsHttp(store.Url))
            mistakes.Add($"Store:Url = '{store.Url}': has to be an address such as http://127.0.0.1:8086.");
        else if (store.CaFile is not null && !store.Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            mistakes.Add($"Store:CaFile is set but Store:Url = '{store.Url}' is not https; change the address or remove it.");
        if (store.CaFile is not null && !File.Exists(store.CaFile))
            mistakes.Add($"Store:CaFile = '{store.CaFile}': there is no such file.");
        if (store.Kind == StoreKind.InfluxDb2 && store.Org is null)
            mistakes.Add("Store:Org is missing; Store:Kind=influxdb2 needs it.");
        if (store.Kind == StoreKind.InfluxDb2 && store.Token is null)
            mistakes.Add("Store:TokenFile is missing; Store:Kind=influxdb2 needs an API token.");
        if (store.Password is not null && store.Username is null)
            mistakes.Add("Store:Password is set but Store:Username is not.");
    }

    /// <summary>Hours are made of minutes and these of readings, so each has to be kept as long as what it is made of.</summary>
    private static void Keep(string name, TimeSpan keep, string? madeOf, TimeSpan least, List<string> mistakes)
    {
        if (keep == TimeSpan.Zero)
            return;
        if (keep < TimeSpan.FromDays(1))
            mistakes.Add($"{name} = '{DurationConverter.Format(keep)}': has to be 0 (for ever) or at least 1d.");
        else if (least == TimeSpan.Zero)
            mistakes.Add($"{name} = '{DurationConverter.Format(keep)}': has to be 0 (for ever) like {madeOf}, which it is made of.");
        else if (keep < least)
            mistakes.Add($"{name} = '{DurationConverter.Format(keep)}': has to be 0 (for ever) or as long as {madeOf} = '{DurationConverter.Format(least)}', which it is made of.");
    }

    private static void Journal(JournalSection journal, List<string> mistakes)
    {
        mistakes.AddRange(journal.For("journal").Validate().Select(mistake => "Journal:" + mistake));
        if (journal is { Acknowledge: Acknowledge.Store, WhenFull: Storage.Journal.WhenFull.Yield })
            mistakes.Add("Journal:Acknowledge=store promises that the store gets everything acknowledged, and Journal:WhenFull=yield would drop some of it; set Journal:WhenFull=wait.");
    }

    private static void Payload(PayloadOptions payload, List<string> mistakes) =>
        mistakes.AddRange(payload.Mistakes().Select(mistake => $"Payload:{mistake}"));

    /// <summary>Whatever comes in one packet has to fit into one record, be it only as a reject or as a kept message of a session.</summary>
    private static void Records(WorkerOptions options, List<string> mistakes)
    {
        const int aroundThePacket = 262_144;
        long needed = (long)options.Mqtt.MaximumPacketBytes + aroundThePacket;
        if (options.Journal.SegmentBytes < needed)
            mistakes.Add($"Journal:SegmentBytes = '{options.Journal.SegmentBytes}': a message of Mqtt:MaximumPacketBytes = {options.Mqtt.MaximumPacketBytes} would not fit; it has to be at least {needed}.");
        if (PendingLimits * (long)options.Journal.MaximumPendingBytes < needed)
            mistakes.Add($"Journal:MaximumPendingBytes = '{options.Journal.MaximumPendingBytes}': a message of Mqtt:MaximumPacketBytes = {options.Mqtt.MaximumPacketBytes} would not fit; it has to be at least {(needed + PendingLimits - 1) / PendingLimits}.");
    }

    /// <summary>Kestrel would take any other name than localhost for all addresses of the machine, and has no certificate for https.</summary>
    private static bool IsListenable(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttp
        && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
        && (IPAddress.TryParse(uri.Host, out _) || (uri.Host == "localhost" && uri.Port != 0));

    internal static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsHttp(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
