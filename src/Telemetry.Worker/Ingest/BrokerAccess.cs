using System.Net;
using System.Text;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Broker;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Inputs;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Who may use the embedded broker. A device's account is named like the device, and so is its client id; it publishes
/// and subscribes only under its own topic, and under its children's when it is a gateway. An account with the right to give
/// inputs, a device's or not, publishes them to the topic of inputs; one with the right to read calls subscribes below their
/// topic, where nobody but the worker itself publishes.
/// </summary>
internal sealed class BrokerAccess(MqttAccounts accounts, CityInForce city, string root, string callTopic, bool anonymousLoopback) : IAccessPolicy
{
    /// <summary>The development run's anonymous client on loopback, which may speak for any device.</summary>
    private static readonly object AnyDevice = new();

    private readonly byte[] _inputTopic = Encoding.UTF8.GetBytes(InputIntake.Topic(root));

    private readonly byte[] _callTopic = Encoding.UTF8.GetBytes(callTopic);

    public ReasonCode Authenticate(in ConnectionRequest request)
    {
        ClientIdentity client = request.Client;
        if (client.UserName is null)
        {
            if (!anonymousLoopback || request.HasPassword || !IPAddress.IsLoopback(client.RemoteEndPoint.Address))
                return ReasonCode.NotAuthorized;
            client.Tag = AnyDevice;
            return ReasonCode.Success;
        }

        if (!accounts.Verify(client.UserName, request.Password, out string credential))
            return ReasonCode.BadUserNameOrPassword;
        object? tag = city.City.FindDevice(client.UserName) is not { } device ? accounts.HasRights(client.UserName) ? new ProgramAccount(credential) : null
            : device.State == DeviceState.Retired ? null : new DeviceAccount(device, credential);
        if (tag is null)
            return ReasonCode.NotAuthorized;
        if (!request.IsClientIdAssigned && client.ClientId != client.UserName)
            return ReasonCode.ClientIdentifierNotValid;
        client.Tag = tag;
        return ReasonCode.Success;
    }

    public bool MayPublish(ClientIdentity client, ReadOnlySpan<byte> topic) => client.Tag switch
    {
        not null when IsOfCalls(topic) => false,
        not null when client.Tag != AnyDevice && topic.SequenceEqual(_inputTopic) => accounts.MayInput(client.UserName!),
        DeviceAccount account => city.Now.Topics.Find(topic, out DeviceTopic found) == TopicLookup.Found
            && (account.Is(found.Device!) || (found.Device!.Gateway is { } gateway && account.Is(gateway)))
            && found.Channel != Channel.Command,
        _ => client.Tag == AnyDevice,
    };

    public bool MaySubscribe(ClientIdentity client, ReadOnlySpan<byte> filter)
    {
        if (client.Tag is DeviceAccount or ProgramAccount && IsOfCalls(filter))
            return accounts.MayReadCalls(client.UserName!);
        if (client.Tag is not DeviceAccount account)
            return client.Tag == AnyDevice;
        if (Find(account) is not { } device)
            return false;
        string text = Encoding.UTF8.GetString(filter);
        return IsUnder(text, device) || device.Children.Any(child => IsUnder(text, child));
    }

    public bool MayStay(ClientIdentity client) => client.Tag switch
    {
        DeviceAccount account => accounts.IsStill(client.UserName!, account.Credential) && Find(account) is { State: not DeviceState.Retired },
        ProgramAccount account => accounts.IsStill(client.UserName!, account.Credential) && accounts.HasRights(client.UserName!),
        _ => client.Tag == AnyDevice,
    };

    /// <summary>A topic or filter below that of calls; a filter with a wildcard before that is not.</summary>
    private bool IsOfCalls(ReadOnlySpan<byte> topic) =>
        topic.StartsWith(_callTopic) && (topic.Length == _callTopic.Length || topic[_callTopic.Length] == (byte)'/');

    private Device? Find(DeviceAccount account) => city.City.FindDevice(account.IdUtf8);

    /// <summary>A filter cannot escape the levels that it spells out. A device that was moved may go on with the topics it knows.</summary>
    private bool IsUnder(string filter, Device device) =>
        IsUnder(filter, device.Area, device) || device.FormerAreas.Any(area => IsUnder(filter, area, device));

    private bool IsUnder(string filter, Area area, Device device) =>
        filter.StartsWith($"{root}/{area.Id}/{device.Kind.System.Id}/{device.Id}/", StringComparison.Ordinal);

    /// <summary>An account that is no device's: of a program that may give inputs or read calls, and nothing else.</summary>
    private sealed record ProgramAccount(string Credential);
}
