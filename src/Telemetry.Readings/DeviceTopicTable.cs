using System.Buffers;
using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings;

/// <summary>
/// Finds the device and channel of <c>{root}/{area}/{system}/{device}/{channel}</c> without allocating. A device that was
/// moved is found under its former areas too. One table per city; read-only, so any thread may ask.
/// </summary>
public sealed class DeviceTopicTable
{
    private static readonly SearchValues<byte> IdBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-"u8);

    private readonly DeviceIdTable _devices;
    private readonly byte[] _prefix;

    /// <summary>Makes the table of a city.</summary>
    /// <param name="city">The inventory.</param>
    /// <param name="root">The first part of every topic; may have several levels, no wildcards, not beginning with '$'.</param>
    /// <exception cref="ArgumentException">The root cannot be the beginning of a topic.</exception>
    public DeviceTopicTable(City city, string root)
    {
        if (string.IsNullOrEmpty(root) || root[0] is '$' or '/' || root[^1] == '/' || root.AsSpan().IndexOfAny('+', '#', '\0') >= 0)
            throw new ArgumentException($"The topic root '{root}' must not be empty, begin or end with '/', begin with '$' or hold wildcards.", nameof(root));
        Root = root;
        _prefix = Encoding.UTF8.GetBytes(root + "/");
        _devices = city.DeviceIds;
    }

    public string Root { get; }

    /// <summary>The topic of a device's channel; not for <see cref="Channel.Snapshot"/>, which needs an id.</summary>
    public string TopicOf(Device device, Channel channel) =>
        $"{Root}/{device.Area.Id}/{device.Kind.System.Id}/{device.Id}/" + channel switch
        {
            Channel.Telemetry => "telemetry",
            Channel.Event => "event",
            Channel.Status => "status",
            Channel.Command => "command",
            Channel.CommandReply => "command/reply",
            _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "The channel has no single topic."),
        };

    /// <summary>Looks a topic up. The topic is checked UTF-8 without wildcards; whoever received it has seen to that.</summary>
    public TopicLookup Find(ReadOnlySpan<byte> topic, out DeviceTopic found)
    {
        found = default;
        if (!topic.StartsWith(_prefix))
            return TopicLookup.UnknownTopic;
        ReadOnlySpan<byte> rest = topic[_prefix.Length..];
        ReadOnlySpan<byte> area = CutLevel(ref rest);
        ReadOnlySpan<byte> system = CutLevel(ref rest);
        ReadOnlySpan<byte> id = CutLevel(ref rest);
        if (rest.IsEmpty || !TryReadChannel(rest, out Channel channel))
            return TopicLookup.UnknownTopic;
        if (_devices.Find(id) is not { } device)
            return TopicLookup.UnknownDevice;

        (int offset, int length) = (0, 0);
        if (channel == Channel.Snapshot)
        {
            offset = topic.Length - rest.Length + "snapshot/"u8.Length;
            length = topic.Length - offset;
        }

        found = new DeviceTopic(device, channel, offset, length);
        if (!area.SequenceEqual(device.Area.IdBytes) && !device.StoodIn(area))
            return TopicLookup.WrongArea;
        return system.SequenceEqual(device.Kind.System.IdBytes) ? TopicLookup.Found : TopicLookup.WrongSystem;
    }

    private static ReadOnlySpan<byte> CutLevel(ref ReadOnlySpan<byte> rest)
    {
        int slash = rest.IndexOf((byte)'/');
        if (slash < 0)
        {
            rest = default;
            return default;
        }

        ReadOnlySpan<byte> level = rest[..slash];
        rest = rest[(slash + 1)..];
        return level;
    }

    private static bool TryReadChannel(ReadOnlySpan<byte> rest, out Channel channel)
    {
        if (rest.SequenceEqual("telemetry"u8))
            channel = Channel.Telemetry;
        else if (rest.SequenceEqual("event"u8))
            channel = Channel.Event;
        else if (rest.SequenceEqual("status"u8))
            channel = Channel.Status;
        else if (rest.SequenceEqual("command/reply"u8))
            channel = Channel.CommandReply;
        else if (rest.SequenceEqual("command"u8))
            channel = Channel.Command;
        else
        {
            channel = Channel.Snapshot;
            return rest.StartsWith("snapshot/"u8) && IsId(rest["snapshot/"u8.Length..]);
        }

        return true;
    }

    private static bool IsId(ReadOnlySpan<byte> id) =>
        id.Length is >= 1 and <= DeviceIdTable.MaximumIdLength
        && !id.ContainsAnyExcept(IdBytes);
}
