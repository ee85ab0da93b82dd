using FsCheck;
using FsCheck.Fluent;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Codec;

/// <summary>Random answers, and the packets that end something, come back as they were.</summary>
public class AnswerRoundTripTests
{
    private static readonly Gen<string?> Text =
        Gen.OneOf(Gen.Constant<string?>(null), Gen.ArrayOf(Gen.Choose(0x20, 0x7E)).Select(codes => (string?)string.Concat(codes.Select(code => (char)code))));

    private static readonly Gen<IReadOnlyList<UserProperty>> User =
        Gen.ArrayOf(Text.Select(text => new UserProperty(text ?? "n", text ?? "v"))).Resize(5).Select(list => (IReadOnlyList<UserProperty>)list);

    private static readonly Gen<ushort> Id = Gen.Choose(1, ushort.MaxValue).Select(id => (ushort)id);

    private static readonly Gen<bool?> Flag = Gen.Elements<bool?>(null, false, true);

    private static readonly Gen<byte[]> Data = Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value));

    [Fact]
    public void Connack_Random_ComesBackEqual() => Check(
        PacketSender.Server,
        from code in Code(PacketType.Connack, PacketSender.Server)
        from text in Text
        from user in User
        from flag in Flag
        from number in Id
        from data in Data
        select new ConnackPacket
        {
            SessionPresent = code == ReasonCode.Success && flag == true,
            ReasonCode = code,
            SessionExpirySeconds = flag is null ? null : number,
            ReceiveMaximum = flag is null ? null : number,
            MaximumQualityOfService = flag is null ? null : (QualityOfService)(number % 2),
            RetainAvailable = flag,
            MaximumPacketSize = flag is null ? null : number,
            AssignedClientId = text,
            TopicAliasMaximum = flag is null ? null : number,
            ReasonString = text,
            WildcardSubscriptionAvailable = flag,
            SubscriptionIdentifierAvailable = flag,
            SharedSubscriptionAvailable = flag,
            ServerKeepAliveSeconds = flag is null ? null : number,
            ResponseInformation = text,
            ServerReference = text,
            AuthenticationMethod = text,
            AuthenticationData = text is null ? null : data,
            UserProperties = user,
        });

    [Theory]
    [InlineData(PacketType.Puback)]
    [InlineData(PacketType.Pubrec)]
    [InlineData(PacketType.Pubrel)]
    [InlineData(PacketType.Pubcomp)]
    public void Acknowledgement_Random_ComesBackEqual(PacketType type) => Check(
        PacketSender.Client,
        from id in Id
        from code in Code(type, PacketSender.Client)
        from text in Text
        from user in User
        select new AckPacket(type, id, code, text, user.Count == 0 ? null : user));

    [Fact]
    public void Suback_Random_ComesBackEqual() => Check(
        PacketSender.Server,
        from id in Id
        from codes in Gen.NonEmptyListOf(Code(PacketType.Suback, PacketSender.Server))
        from text in Text
        from user in User
        select new SubackPacket { PacketId = id, ReasonCodes = [.. codes], ReasonString = text, UserProperties = user });

    [Fact]
    public void Unsuback_Random_ComesBackEqual() => Check(
        PacketSender.Server,
        from id in Id
        from codes in Gen.NonEmptyListOf(Code(PacketType.Unsuback, PacketSender.Server))
        from text in Text
        from user in User
        select new UnsubackPacket { PacketId = id, ReasonCodes = [.. codes], ReasonString = text, UserProperties = user });

    [Fact]
    public void Unsubscribe_Random_ComesBackEqual() => Check(
        PacketSender.Client,
        from id in Id
        from filters in Gen.NonEmptyListOf(Text)
        from user in User
        select new UnsubscribePacket { PacketId = id, Filters = [.. filters.Select(filter => filter ?? "#")], UserProperties = user });

    [Theory]
    [InlineData(PacketSender.Client)]
    [InlineData(PacketSender.Server)]
    public void Disconnect_Random_ComesBackEqual(PacketSender sender) => Check(
        sender,
        from code in Code(PacketType.Disconnect, sender)
        from text in Text
        from number in Id
        from user in User
        select new DisconnectPacket
        {
            ReasonCode = code,
            SessionExpirySeconds = sender == PacketSender.Client && text is not null ? number : null,
            ServerReference = sender == PacketSender.Server ? text : null,
            ReasonString = text,
            UserProperties = user,
        });

    [Theory]
    [InlineData(PacketSender.Client)]
    [InlineData(PacketSender.Server)]
    public void Auth_Random_ComesBackEqual(PacketSender sender) => Check(
        sender,
        from code in Code(PacketType.Auth, sender)
        from text in Text
        from data in Data
        from user in User
        select new AuthPacket { ReasonCode = code, AuthenticationMethod = text ?? "SCRAM", AuthenticationData = data, ReasonString = text, UserProperties = user });

    private static Gen<ReasonCode> Code(PacketType type, PacketSender sender) =>
        Gen.Elements(Enumerable.Range(0, 256).Where(code => ReasonCodes.IsAllowed(type, sender, (byte)code)).Select(code => (ReasonCode)code).ToArray());

    private static void Check<T>(PacketSender sender, Gen<T> packets)
        where T : notnull =>
        Prop.ForAll(packets.ToArbitrary(), packet => Assert.Equivalent(
            packet,
            Wire.Read(Wire.Write(packet, MqttProtocolVersion.V500), new DecodeContext(MqttProtocolVersion.V500, sender)),
            strict: true)).QuickCheckThrowOnFailure();
}
