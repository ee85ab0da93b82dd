using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>The properties that most answers have and nothing else: a reason string and user properties.</summary>
internal readonly record struct Reasoned(string? ReasonString, IReadOnlyList<UserProperty>? UserPropertiesOrNull)
{
    public IReadOnlyList<UserProperty> UserProperties => UserPropertiesOrNull ?? [];

    public static Reasoned Read(ReadOnlySpan<byte> block, PropertyScope scope, in DecodeContext context)
    {
        string? reason = null;
        List<UserProperty>? user = null;
        var reader = new PropertyReader(block, scope, context.MaximumUserProperties);
        while (reader.MoveNext())
        {
            if (reader.Id == PropertyId.UserProperty)
                (user ??= []).Add(reader.UserProperty);
            else
                reason = reader.Text;
        }

        return new Reasoned(reason, user);
    }

    public static void Write(ref PacketBuilder body, string? reasonString, IReadOnlyList<UserProperty>? userProperties)
    {
        var block = new PacketBuilder();
        block.TextProperty(PropertyId.ReasonString, reasonString);
        block.UserProperties(userProperties ?? []);
        body.Properties(ref block);
    }
}
