using System.ComponentModel.DataAnnotations;
using Telemetry.Mqtt.Broker;

namespace Telemetry.Worker.Options;

/// <summary>Where messages come from: the broker inside the worker, or one that runs elsewhere.</summary>
public enum MqttMode
{
    /// <summary>The worker is the broker.</summary>
    Embedded,

    /// <summary>The worker is a client of another broker.</summary>
    External,
}

/// <summary>Section <c>Mqtt</c>.</summary>
public sealed class MqttOptions
{
    /// <summary><c>embedded</c> (default): the worker is the broker. <c>external</c>: it subscribes to another one.</summary>
    public MqttMode Mode { get; set; } = MqttMode.Embedded;

    /// <summary>Address to listen on (embedded: an IP address, <c>localhost</c>, or <c>*</c> for all) or host to connect to (external). Default 127.0.0.1.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>TCP port. Default 1883; 0 (embedded only: any free port) to 65535.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 1883;

    /// <summary>First level of every topic. Default <c>city</c>; 1 to 64 of a-z, 0-9 and '-'.</summary>
    [Required]
    [RegularExpression("[a-z0-9-]{1,64}")]
    public string Root { get; set; } = "city";

    /// <summary>External: the client identifier, which also names the persistent session; one worker per id. Default <c>telemetry-all</c>; 1 to 128 characters.</summary>
    [Required]
    [StringLength(128, MinimumLength = 1)]
    public string ClientId { get; set; } = "telemetry-all";

    /// <summary>External: user name. Default none.</summary>
    public string? Username { get; set; }

    /// <summary>External: password. Prefer <see cref="PasswordFile"/>. Default none.</summary>
    public string? Password { get; set; }

    /// <summary>External: file whose first line is the password. Default none.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>External: connect with TLS. Default false.</summary>
    public bool Tls { get; set; }

    /// <summary>External: PEM file of the authority that signed the broker's certificate. Default: the system's.</summary>
    public string? CaFile { get; set; }

    /// <summary>Embedded: accounts of devices, made with <c>telemetry mqtt-user</c>. Default <c>mqtt-users</c> in the data folder.</summary>
    public string? UsersFile { get; set; }

    /// <summary>
    /// Embedded: a client on loopback that gives no user name may speak for any device. Default false; <c>./run</c> sets
    /// it. Refused at start unless <see cref="Host"/> is a loopback address.
    /// </summary>
    public bool AnonymousLoopback { get; set; }

    /// <summary>Embedded: the broker's limits, each with its own default and range. Host, port, packet size and read fill are taken from this section.</summary>
    public MqttBrokerOptions Broker { get; set; } = new();

    /// <summary>How long devices cannot be heard before that is an incident of its own (<c>ingest-down</c>). Default 30 s; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AlarmAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest MQTT packet in bytes. Default 1,179,648 (a snapshot of 1 MiB and its topic); 1,024 to 268,435,455.</summary>
    [Range(1024, 268_435_455)]
    public int MaximumPacketBytes { get; set; } = 1_179_648;

    /// <summary>How long a socket that is busy may fill before the next read, at most; a lone message never waits. Default 4 ms, embedded 1 ms; 0 to 20 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.020")]
    public TimeSpan? ReadFill { get; set; }

    /// <summary>External: unacknowledged messages the broker may send at once (MQTT 5 receive maximum). Default 65,535; 1 to 65,535.</summary>
    [Range(1, 65_535)]
    public int ReceiveMaximum { get; set; } = 65_535;

    /// <summary>The embedded broker's own options.</summary>
    internal MqttBrokerOptions BrokerOptions() => Broker with
    {
        Host = Host,
        Port = Port,
        MaximumPacketSize = MaximumPacketBytes,
        ReadFill = ReadFill ?? Broker.ReadFill,
    };
}
