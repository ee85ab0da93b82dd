using System.Buffers;
using System.Text;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>Judges a CONNECT and answers it (MQTT 5.0, sections 3.1.4 and 3.2).</summary>
internal sealed class Handshake(BrokerConnection connection, BrokerServices services)
{
    private const int DefaultReceiveMaximum = 65_535;

    /// <summary>Answers the CONNECT. False when it was refused; the connection is to be closed then.</summary>
    public async ValueTask<bool> AcceptAsync(ConnectPacket connect)
    {
        bool Refuse(ReasonCode reason, string? detail = null) => this.Refuse(connect.Version, reason, detail, connect.MaximumPacketSize);

        if (Check(connect) is not ReasonCode.Success and var wrong)
            return Refuse(wrong);
        bool isAssigned = connect.ClientId.Length == 0;
        string clientId = isAssigned ? "auto-" + Guid.NewGuid().ToString("N") : connect.ClientId;
        var identity = new ClientIdentity(clientId, connect.UserName, connection.RemoteEndPoint);
        ReasonCode judged = await services.AuthenticateAsync(identity, connect.Password, isAssigned, connection.Stopping).ConfigureAwait(false);
        if (judged != ReasonCode.Success)
            return Refuse(judged);
        if (connect.Will is { } will && JudgeWill(identity, Encoding.UTF8.GetBytes(will.Topic)) is not ReasonCode.Success and var unwanted)
            return Refuse(unwanted, "The will may not be published to its topic.");

        ConnectionTerms terms = Agree(connect, identity, isAssigned);
        if (IsTooLarge(terms))
            return Refuse(ReasonCode.PacketTooLarge, "The answer is larger than the maximum packet size.");
        PublishReplacedWill(clientId, connect.CleanStart);
        connection.Accept(terms);
        connection.MarkActive();
        if (services.Sessions.Attach(connection, clientId, connect.CleanStart, terms.SessionExpiry) is not { } session)
            return Refuse(ReasonCode.QuotaExceeded, "There are too many sessions.");
        // A review that came since the client was judged may not have seen it.
        if (!session.TryReview())
            services.Sessions.Expel(session);
        return true;
    }

    /// <summary>Tells the client that its CONNECT was refused, and why; in words when it takes them.</summary>
    public bool Refuse(MqttProtocolVersion version, ReasonCode reason, string? detail = null, uint? maximumPacketSize = null)
    {
        services.Statistics.CountRefused(RefusalStage.Connect, reason);
        int maximum = Limit(maximumPacketSize);
        var packet = new ConnackPacket { ReasonCode = reason, ReasonString = detail };
        if (!connection.Outbox.TryWrite(o => packet.Write(o, version), maximum) && detail is not null)
            connection.Outbox.TryWrite(o => (packet with { ReasonString = null }).Write(o, version), maximum);
        return false;
    }

    private static int Limit(uint? maximumPacketSize) => (int)Math.Min(maximumPacketSize ?? uint.MaxValue, FrameReader.LargestPacket);

    private static bool IsTooLarge(ConnectionTerms terms)
    {
        var connack = new ArrayBufferWriter<byte>(64);
        terms.Connack.Write(connack, terms.Version);
        return connack.WrittenCount > terms.MaximumPacketSize;
    }

    private ReasonCode Check(ConnectPacket connect)
    {
        if (connect.AuthenticationMethod is not null)
            return ReasonCode.BadAuthenticationMethod;
        // A session that shall last needs a name that the client knows, too [MQTT-3.1.3-8].
        if (connect is { ClientId.Length: 0, CleanStart: false, Version: MqttProtocolVersion.V311 })
            return ReasonCode.ClientIdentifierNotValid;
        if (Encoding.UTF8.GetByteCount(connect.ClientId) > services.Options.MaximumClientIdBytes)
            return ReasonCode.ClientIdentifierNotValid;
        return ReasonCode.Success;
    }

    private void PublishReplacedWill(string clientId, bool cleanStart)
    {
        Session? old = services.Sessions.Find(clientId);
        if (services.Wills.TakeReplaced(clientId, !cleanStart && old is { IsResumable: true } ? old : null) is { } will)
            services.PublishWill(will, old, new Delivery());
    }

    private ReasonCode JudgeWill(ClientIdentity identity, byte[] topic)
    {
        if (TopicName.IsReserved(topic) || TopicName.CountLevels(topic) > services.Options.MaximumTopicLevels)
            return ReasonCode.TopicNameInvalid;
        return services.Access.MayPublish(identity, topic) ? ReasonCode.Success : ReasonCode.NotAuthorized;
    }

    private ConnectionTerms Agree(ConnectPacket connect, ClientIdentity identity, bool isAssigned)
    {
        MqttBrokerOptions options = services.Options;
        uint longest = (uint)Math.Min(options.MaximumSessionExpiry.TotalSeconds, uint.MaxValue);
        uint asked = connect.Version == MqttProtocolVersion.V500 ? connect.SessionExpirySeconds ?? 0 : connect.CleanStart ? 0 : longest;
        uint expiry = Math.Min(asked, longest);
        var keepAliveLimit = (ushort)options.MaximumKeepAlive.TotalSeconds;
        bool isLowered = keepAliveLimit < ushort.MaxValue && (connect.KeepAliveSeconds == 0 || connect.KeepAliveSeconds > keepAliveLimit);
        ushort keepAlive = isLowered ? keepAliveLimit : connect.KeepAliveSeconds;
        int aliases = Math.Min(connect.TopicAliasMaximum ?? 0, options.OutgoingTopicAliases);
        return new ConnectionTerms
        {
            Identity = identity,
            Version = connect.Version,
            SendWindow = Math.Min(connect.ReceiveMaximum ?? DefaultReceiveMaximum, options.MaximumInflight),
            MaximumPacketSize = Limit(connect.MaximumPacketSize),
            Aliases = aliases > 0 ? new OutgoingAliases(aliases) : null,
            SilenceLimit = TimeSpan.FromSeconds(keepAlive * 1.5),
            SessionExpiry = TimeSpan.FromSeconds(expiry),
            Will = connect.Will is { } will ? new Will(identity, will) : null,
            Connack = new ConnackPacket
            {
                SessionExpirySeconds = expiry == asked ? null : expiry,
                ReceiveMaximum = options.ReceiveMaximum == DefaultReceiveMaximum ? null : (ushort)options.ReceiveMaximum,
                MaximumPacketSize = (uint)options.MaximumPacketSize,
                AssignedClientId = isAssigned ? identity.ClientId : null,
                TopicAliasMaximum = options.TopicAliasMaximum == 0 ? null : (ushort)options.TopicAliasMaximum,
                ServerKeepAliveSeconds = isLowered ? keepAlive : null,
            },
        };
    }
}
