namespace Telemetry.Mqtt.Broker;

/// <summary>
/// A message that outlives the packet it came in: retained, waiting for a session, or in flight. Immutable, and shared
/// by all sessions it waits for.
/// </summary>
internal sealed class StoredMessage(byte[] bytes, int topicLength, int propertiesLength, QualityOfService qos, bool retain, long expiresAtMs)
{
    private const int Overhead = 64;

    public QualityOfService QualityOfService => qos;

    /// <summary>The retain flag as it was published.</summary>
    public bool Retain => retain;

    /// <summary>Unix milliseconds; 0 for never.</summary>
    public long ExpiresAtMs => expiresAtMs;

    public ReadOnlySpan<byte> Topic => bytes.AsSpan(0, topicLength);

    /// <summary>The MQTT 5 properties a broker hands on unchanged, without their length.</summary>
    public ReadOnlySpan<byte> Properties => bytes.AsSpan(topicLength, propertiesLength);

    public ReadOnlySpan<byte> Payload => bytes.AsSpan(topicLength + propertiesLength);

    /// <summary>What it counts against the limits, in bytes.</summary>
    public int Size => bytes.Length + Overhead;

    public RoutedPublish View => new()
    {
        Topic = Topic,
        Properties = Properties,
        Payload = Payload,
        QualityOfService = qos,
        Retain = retain,
        ExpiresAtMs = expiresAtMs,
    };

    public static StoredMessage Copy(in RoutedPublish publish)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(publish.Topic.Length + publish.Properties.Length + publish.Payload.Length);
        publish.Topic.CopyTo(bytes);
        publish.Properties.CopyTo(bytes.AsSpan(publish.Topic.Length));
        publish.Payload.CopyTo(bytes.AsSpan(publish.Topic.Length + publish.Properties.Length));
        return new StoredMessage(bytes, publish.Topic.Length, publish.Properties.Length, publish.QualityOfService, publish.Retain, publish.ExpiresAtMs);
    }

    /// <summary>What a copy of a message would count against the limits, in bytes.</summary>
    public static int SizeOf(in RoutedPublish publish) => publish.Topic.Length + publish.Properties.Length + publish.Payload.Length + Overhead;

    public bool IsExpired(long nowMs) => expiresAtMs != 0 && nowMs >= expiresAtMs;
}
