using System.Net;
using System.Text;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Broker;
using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

/// <summary>Accounts hs-1, hs-2 (gateway of hs-3), hs-9 (retired) and gone (no longer in the inventory), and hs-3 and dispatch, which may
/// give inputs; all with one password.</summary>
public sealed class BrokerAccessTests : IDisposable
{
    private const string Password = "a good password";
    private static readonly Lazy<string> AccountFile = new(WriteAccounts);

    private readonly TemporaryFolder _folder = new();
    private readonly BrokerAccess _access;
    private readonly BrokerAccess _openAccess;
    private readonly MqttAccounts _accounts;
    private readonly City _city = TestCity.Load();
    private readonly CityInForce _inForce;

    public BrokerAccessTests()
    {
        File.WriteAllText(_folder["users"], AccountFile.Value);
        _accounts = new MqttAccounts(_folder["users"]);
        _inForce = new CityInForce(_city, "city");
        _access = new BrokerAccess(_accounts, _inForce, "city", "telemetry/notify", anonymousLoopback: false);
        _openAccess = new BrokerAccess(_accounts, _inForce, "city", "telemetry/notify", anonymousLoopback: true);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hs-1", "hs-1", Password, ReasonCode.Success)]
    [InlineData("hs-1", null, Password, ReasonCode.Success)]
    [InlineData("hs-1", "hs-1", "wrong", ReasonCode.BadUserNameOrPassword)]
    [InlineData("hs-1", "hs-1", "", ReasonCode.BadUserNameOrPassword)]
    [InlineData("hs-1", "hs-1", null, ReasonCode.BadUserNameOrPassword)]
    [InlineData("hs-1", "hs-2", Password, ReasonCode.ClientIdentifierNotValid)]
    [InlineData("hs-1", "HS-1", Password, ReasonCode.ClientIdentifierNotValid)]
    [InlineData("hs-1", "hs-1/x", Password, ReasonCode.ClientIdentifierNotValid)]
    [InlineData("hs-9", "hs-9", Password, ReasonCode.NotAuthorized)]
    [InlineData("gone", "gone", Password, ReasonCode.NotAuthorized)]
    [InlineData("nobody", "nobody", Password, ReasonCode.BadUserNameOrPassword)]
    [InlineData("", "hs-1", Password, ReasonCode.BadUserNameOrPassword)]
    [InlineData("#", "#", Password, ReasonCode.BadUserNameOrPassword)]
    [InlineData("../hs-1", "hs-1", Password, ReasonCode.BadUserNameOrPassword)]
    [InlineData(null, "hs-1", null, ReasonCode.NotAuthorized)]
    [InlineData("hs-3", "hs-3", Password, ReasonCode.Success)]
    [InlineData("dispatch", "dispatch", Password, ReasonCode.Success)]
    [InlineData("dispatch", "hs-1", Password, ReasonCode.ClientIdentifierNotValid)]
    [InlineData("dispatch", "dispatch", "wrong", ReasonCode.BadUserNameOrPassword)]
    public void Authenticate_UserClientIdAndPassword_AreBoundToTheDevice(string? user, string? clientId, string? password, ReasonCode expected) =>
        Assert.Equal(expected, Authenticate(_access, Client(user, clientId), password, clientId is null));

    [Theory]
    [InlineData("127.0.0.1", null, ReasonCode.Success)]
    [InlineData("127.8.8.8", null, ReasonCode.Success)]
    [InlineData("::1", null, ReasonCode.Success)]
    [InlineData("::ffff:127.0.0.1", null, ReasonCode.Success)]
    [InlineData("192.0.2.7", null, ReasonCode.NotAuthorized)]
    [InlineData("::ffff:192.0.2.7", null, ReasonCode.NotAuthorized)]
    [InlineData("127.0.0.1", "some password", ReasonCode.NotAuthorized)]
    public void Authenticate_Anonymous_IsForLoopbackOnly(string address, string? password, ReasonCode expected)
    {
        var client = new ClientIdentity("anything", null, new IPEndPoint(IPAddress.Parse(address), 5000));

        Assert.Equal(expected, Authenticate(_openAccess, client, password));
        Assert.Equal(expected == ReasonCode.Success, _openAccess.MayPublish(client, "city/town/heating/hs-1/telemetry"u8));
        Assert.Equal(expected == ReasonCode.Success, _openAccess.MaySubscribe(client, "#"u8));
    }

    [Fact]
    public void Authenticate_WrongPasswordWhereAnonymousMayEnter_IsStillRefused() =>
        Assert.Equal(ReasonCode.BadUserNameOrPassword, Authenticate(_openAccess, Client("hs-1", "hs-1"), "wrong"));

    [Theory]
    [InlineData("hs-1", "city/town/heating/hs-1/telemetry", true)]
    [InlineData("hs-1", "city/town/heating/hs-1/status", true)]
    [InlineData("hs-1", "city/town/heating/hs-1/command/reply", true)]
    [InlineData("hs-1", "city/town/heating/hs-1/snapshot/a-1", true)]
    [InlineData("hs-1", "city/town/heating/hs-1/command", false)]
    [InlineData("hs-1", "city/town/heating/hs-1/fnord", false)]
    [InlineData("hs-1", "city/town/heating/hs-2/telemetry", false)]
    [InlineData("hs-1", "city/village/heating/hs-1/telemetry", false)]
    [InlineData("hs-1", "city/town/water-safety/hs-1/telemetry", false)]
    [InlineData("hs-1", "other/town/heating/hs-1/telemetry", false)]
    [InlineData("hs-1", "$SYS/broker", false)]
    [InlineData("hs-1", "city", false)]
    [InlineData("hs-2", "city/town/heating/hs-3/telemetry", true)]
    [InlineData("hs-2", "city/town/heating/hs-3/command", false)]
    [InlineData("hs-2", "city/town/heating/hs-1/telemetry", false)]
    [InlineData("hs-3", "city/town/heating/hs-2/telemetry", false)]
    public void MayPublish_Topic_IsTheDevicesOwnOrItsChilds(string user, string topic, bool expected) =>
        Assert.Equal(expected, _access.MayPublish(LoggedIn(user), Encoding.UTF8.GetBytes(topic)));

    [Theory]
    [InlineData("hs-1", "city/town/heating/hs-1/command", true)]
    [InlineData("hs-1", "city/town/heating/hs-1/#", true)]
    [InlineData("hs-1", "city/town/heating/hs-1/+", true)]
    [InlineData("hs-1", "city/town/heating/hs-1", false)]
    [InlineData("hs-1", "city/town/heating/hs-10/command", false)]
    [InlineData("hs-1", "city/town/heating/+/command", false)]
    [InlineData("hs-1", "city/+/heating/hs-1/command", false)]
    [InlineData("hs-1", "+/town/heating/hs-1/command", false)]
    [InlineData("hs-1", "city/town/heating/#", false)]
    [InlineData("hs-1", "#", false)]
    [InlineData("hs-1", "+", false)]
    [InlineData("hs-1", "$share/g/city/town/heating/hs-1/command", false)]
    [InlineData("hs-1", "$share/g/#", false)]
    [InlineData("hs-1", "$SYS/#", false)]
    [InlineData("hs-1", "/city/town/heating/hs-1/#", false)]
    [InlineData("hs-2", "city/town/heating/hs-3/command", true)]
    [InlineData("hs-2", "city/town/heating/+/command", false)]
    [InlineData("hs-3", "city/town/heating/hs-2/command", false)]
    public void MaySubscribe_Filter_CannotReachBeyondTheDevicesOwnTopics(string user, string filter, bool expected) =>
        Assert.Equal(expected, _access.MaySubscribe(LoggedIn(user), Encoding.UTF8.GetBytes(filter)));

    [Theory]
    [InlineData("dispatch", "city/input", true)]
    [InlineData("hs-3", "city/input", true)]
    [InlineData("hs-3", "city/town/heating/hs-3/telemetry", true)]
    [InlineData("hs-1", "city/input", false)]
    [InlineData("dispatch", "city/input/x", false)]
    [InlineData("dispatch", "other/input", false)]
    [InlineData("dispatch", "city/town/heating/hs-1/telemetry", false)]
    [InlineData("dispatch", "city/town/heating/hs-1/command", false)]
    public void MayPublish_Inputs_NeedTheRight(string user, string topic, bool expected)
    {
        ClientIdentity client = Client(user, user);
        Assert.Equal(ReasonCode.Success, Authenticate(_access, client, Password));

        Assert.Equal(expected, _access.MayPublish(client, Encoding.UTF8.GetBytes(topic)));
        Assert.False(_access.MaySubscribe(client, "city/input"u8));
        Assert.False(_access.MaySubscribe(client, "#"u8));
    }

    [Theory]
    [InlineData("gateway", "telemetry/notify/#", true)]
    [InlineData("gateway", "telemetry/notify/person/li", true)]
    [InlineData("gateway", "telemetry/notify/screen/town/+", true)]
    [InlineData("gateway", "telemetry/notifyx/#", false)]
    [InlineData("gateway", "telemetry/+/person/li", false)]
    [InlineData("gateway", "telemetry/#", false)]
    [InlineData("gateway", "#", false)]
    [InlineData("gateway", "city/#", false)]
    [InlineData("dispatch", "telemetry/notify/#", false)]
    [InlineData("hs-3", "telemetry/notify/person/li", false)]
    public void MaySubscribe_Calls_NeedsTheRight(string user, string filter, bool expected)
    {
        ClientIdentity client = Client(user, user);
        Assert.Equal(ReasonCode.Success, Authenticate(_access, client, Password));

        Assert.Equal(expected, _access.MaySubscribe(client, Encoding.UTF8.GetBytes(filter)));
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("dispatch")]
    [InlineData("hs-3")]
    [InlineData(null)]
    public void MayPublish_Calls_IsNobodysButTheWorkers(string? user)
    {
        ClientIdentity client = Client(user, user);
        Assert.Equal(ReasonCode.Success, Authenticate(_openAccess, client, user is null ? null : Password));

        Assert.False(_openAccess.MayPublish(client, "telemetry/notify/screen/town/x"u8));
        Assert.False(_openAccess.MayPublish(client, "telemetry/notify"u8));
    }

    [Fact]
    public void RightToReadCallsTakenBack_EndsTheSubscription()
    {
        ClientIdentity client = Client("gateway", "gateway");
        Assert.Equal(ReasonCode.Success, Authenticate(_access, client, Password));
        new MqttAccounts(_folder["users"]).Set("gateway", Password, mayInput: true);

        Assert.Null(_accounts.TryReadAgain());

        Assert.False(_access.MaySubscribe(client, "telemetry/notify/#"u8));
        Assert.False(_access.MayStay(client));
    }

    [Fact]
    public void ClientThatNeverAuthenticated_MayDoNothing()
    {
        ClientIdentity client = Client("hs-1", "hs-1");

        Assert.False(_access.MayPublish(client, "city/town/heating/hs-1/telemetry"u8));
        Assert.False(_access.MayPublish(Client("dispatch", "dispatch"), "city/input"u8));
        Assert.False(_access.MaySubscribe(client, "city/town/heating/hs-1/command"u8));
    }

    [Fact]
    public void Switch_DeviceMoved_MayGoOnUnderBothAreas()
    {
        ClientIdentity client = LoggedIn("hs-1");
        Switch("en: One } }", "en: One }, area: village, moved-from: [town] }");

        Assert.True(_access.MayStay(client));
        foreach (string area in (string[])["town", "village"])
        {
            Assert.True(_access.MayPublish(client, Encoding.UTF8.GetBytes($"city/{area}/heating/hs-1/telemetry")));
            Assert.True(_access.MaySubscribe(client, Encoding.UTF8.GetBytes($"city/{area}/heating/hs-1/command")));
        }
    }

    [Fact]
    public void Switch_GatewayLosesAChild_MayNotSpeakForItAnyMore()
    {
        ClientIdentity client = LoggedIn("hs-2");
        Assert.True(_access.MayPublish(client, "city/town/heating/hs-3/telemetry"u8));

        Switch(", children: [hs-3]", "");

        Assert.False(_access.MayPublish(client, "city/town/heating/hs-3/telemetry"u8));
        Assert.False(_access.MaySubscribe(client, "city/town/heating/hs-3/command"u8));
        Assert.True(_access.MayPublish(client, "city/town/heating/hs-2/telemetry"u8));
    }

    [Theory]
    [InlineData("en: One } }", "en: One }, state: retired }", false)]
    [InlineData("id: hs-1,", "id: hs-7,", false)]
    [InlineData("en: Two }", "en: Zwei }", true)]
    public void Switch_DeviceRetiredOrGone_MayNotStay(string before, string after, bool expected)
    {
        ClientIdentity client = LoggedIn("hs-1");
        Switch(before, after);

        Assert.Equal(expected, _access.MayStay(client));
    }

    [Fact]
    public void AccountsReadAgain_RemovedOrChangedOnesMayNotStayAndNewOnesMayCome()
    {
        ClientIdentity one = LoggedIn("hs-1"), two = LoggedIn("hs-2"), program = Client("dispatch", "dispatch");
        Assert.Equal(ReasonCode.Success, Authenticate(_access, program, Password));
        var tool = new MqttAccounts(_folder["users"]);
        tool.Remove("hs-1");
        tool.Set("dispatch", "another password", mayInput: true);
        tool.Set("cam-1", Password);

        Assert.True(_access.MayStay(one) && _access.MayStay(program));
        Assert.Null(_accounts.TryReadAgain());

        Assert.Equal([false, true, false], ((ClientIdentity[])[one, two, program]).Select(_access.MayStay));
        Assert.Equal(ReasonCode.Success, Authenticate(_access, Client("cam-1", "cam-1"), Password));
        Assert.Equal(ReasonCode.BadUserNameOrPassword, Authenticate(_access, one, Password));
    }

    private void Switch(string before, string after) =>
        _inForce.Switch(TestCity.Load(TestCity.Places.Replace(before, after, StringComparison.Ordinal)), () => { });

    private static ClientIdentity Client(string? user, string? clientId) => new(clientId ?? "assigned-1", user, new IPEndPoint(IPAddress.Loopback, 5000));

    /// <summary>As after a CONNECT, without the time a password takes.</summary>
    private ClientIdentity LoggedIn(string user)
    {
        ClientIdentity client = Client(user, user);
        client.Tag = new DeviceAccount(_city.FindDevice(user)!, CredentialOf(user));
        return client;
    }

    private string CredentialOf(string user) => File.ReadLines(_folder["users"]).First(line => line.StartsWith(user + ":", StringComparison.Ordinal)).Split(':')[1];

    private static ReasonCode Authenticate(BrokerAccess access, ClientIdentity client, string? password, bool isAssigned = false) =>
        access.Authenticate(new ConnectionRequest
        {
            Client = client,
            IsClientIdAssigned = isAssigned,
            HasPassword = password is not null,
            Password = Encoding.UTF8.GetBytes(password ?? ""),
        });

    private static string WriteAccounts()
    {
        using var folder = new TemporaryFolder();
        var accounts = new MqttAccounts(folder["users"]);
        foreach (string name in (string[])["hs-1", "hs-2", "hs-9", "gone"])
            accounts.Set(name, Password);
        accounts.Set("hs-3", Password, mayInput: true);
        accounts.Set("dispatch", Password, mayInput: true);
        accounts.Set("gateway", Password, mayReadCalls: true);
        return File.ReadAllText(folder["users"]);
    }
}
