using Microsoft.Extensions.Configuration;
using Telemetry.Alerting.Rules;
using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Tests.Options;

public sealed class WorkerOptionsLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_IsTheDefaultsWithoutAMistake()
    {
        WorkerOptionsResult read = Load();

        Assert.Empty(read.Mistakes);
        Assert.Equal(1883, read.Options.Mqtt.Port);
        Assert.Equal(TimeSpan.FromMilliseconds(5), read.Options.Journal.Linger);
    }

    [Fact]
    public void Values_OfEveryType_AreRead()
    {
        WorkerOptions options = Good(
            "Mqtt:Port=0", "mqtt:anonymousloopback=TRUE", "Journal:Linger=2ms", "Journal:WhenFull=wait", "Journal:MaximumBytes=17592186044416",
            "Clock:Speed=0.5", "Notifications:Webhook:Url=https://example.org/h", "Notifications:Webhook:MinimumSeverity=Critical",
            "Notifications:GiveUpAfter=30d", "Store:FlushInterval=0", "Store:BatchLines=1", "Store:KeepRaw=30d", "Store:KeepHours=0", "Mqtt:Broker:MaximumConnections=5",
            "Mqtt:Broker:StallTimeout=1m", "Payload:MaximumTextBytes=4096", "Payload:Earliest=2021-01-01T00:00:00Z", "Console:Url=http://[::1]:0");

        Assert.Equal((0, true), (options.Mqtt.Port, options.Mqtt.AnonymousLoopback));
        Assert.Equal((TimeSpan.FromMilliseconds(2), WhenFull.Wait, 1L << 44), (options.Journal.Linger, options.Journal.WhenFull, options.Journal.MaximumBytes));
        Assert.Equal((0.5, Severity.Critical, TimeSpan.FromDays(30)), (options.Clock.Speed, options.Notifications.Webhook.MinimumSeverity, options.Notifications.GiveUpAfter));
        Assert.Equal((TimeSpan.Zero, 1), (options.Store.FlushInterval, options.Store.BatchLines));
        Assert.Equal((TimeSpan.FromDays(30), TimeSpan.FromDays(400), TimeSpan.Zero), (options.Store.KeepRaw, options.Store.KeepMinutes, options.Store.KeepHours));
        Assert.Equal((5, TimeSpan.FromMinutes(1)), (options.Mqtt.Broker.MaximumConnections, options.Mqtt.Broker.StallTimeout));
        Assert.Equal((4096, 2021), (options.Payload.MaximumTextBytes, options.Payload.Earliest.Year));
    }

    /// <summary>What was given, and the one sentence it deserves.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        // unknown names
        { "Mqtt:Prt=1", "Mqtt:Prt: there is no such option; did you mean Mqtt:Port?" },
        { "Mqtt:AnonymusLoopback=true", "Mqtt:AnonymusLoopback: there is no such option; did you mean Mqtt:AnonymousLoopback?" },
        { "Data:Zzzzzz=1", "Data:Zzzzzz: there is no such option; known are Data:Folder." },
        { "Mqt:Port=1", "Mqt: there is no such option; did you mean Mqtt?" },
        { "Mqtt:Broker:MaximumConections=1", "Mqtt:Broker:MaximumConections: there is no such option; did you mean Mqtt:Broker:MaximumConnections?" },
        { "Mqtt:Port:Low=1", "Mqtt:Port:Low: there is no such option; Mqtt:Port takes one value: a number from 0 to 65535." },
        { "Notifications:Webhook=http://x", "Notifications:Webhook = 'http://x': is a section; its options are Notifications:Webhook:Url, Notifications:Webhook:Token, Notifications:Webhook:TokenFile, Notifications:Webhook:MinimumSeverity, Notifications:Webhook:Timeout, Notifications:Webhook:PerSecond." },

        // unreadable
        { "Mqtt:Port=many", "Mqtt:Port = 'many': cannot be read; it takes a number from 0 to 65535." },
        { "Mqtt:Port=", "Mqtt:Port = '': cannot be read; it takes a number from 0 to 65535." },
        { "Mqtt:Port=99999999999", "Mqtt:Port = '99999999999': cannot be read; it takes a number from 0 to 65535." },
        { "Mqtt:Tls=perhaps", "Mqtt:Tls = 'perhaps': cannot be read; it takes true or false." },
        { "Store:Kind=oracle", "Store:Kind = 'oracle': cannot be read; it takes sqlite, influxdb1, influxdb2, victoriametrics." },
        { "Store:Kind=1", "Store:Kind = '1': cannot be read; it takes sqlite, influxdb1, influxdb2, victoriametrics." },
        { "Notifications:Webhook:MinimumSeverity=low,high", "Notifications:Webhook:MinimumSeverity = 'low,high': cannot be read; it takes low, medium, high, critical." },
        { "Journal:Linger=fast", "Journal:Linger = 'fast': cannot be read; it takes a duration from 0 to 100ms, such as 30s." },
        { "Journal:Linger=5", "Journal:Linger = '5': cannot be read; it takes a duration from 0 to 100ms, such as 30s." },
        { "Payload:Earliest=soon", "Payload:Earliest = 'soon': cannot be read; it takes a moment such as 2020-01-01T00:00:00Z." },
        { "Payload:MaximumFuture=-5s", "Payload:MaximumFuture = '-5s': cannot be read; it takes a duration such as 30s." },

        // out of range
        { "Mqtt:Port=70000", "Mqtt:Port = '70000': not allowed; it takes a number from 0 to 65535 (default 1883)." },
        { "Mqtt:Root=a/b", "Mqtt:Root = 'a/b': not allowed; it takes text of the form [a-z0-9-]{1,64} (default city)." },
        { "Mqtt:Host=", "Mqtt:Host = '': not allowed; it takes some text (default 127.0.0.1)." },
        { "Mqtt:ClientId=", "Mqtt:ClientId = '': not allowed; it takes 1 to 128 characters (default telemetry-all)." },
        { "Journal:Linger=101ms", "Journal:Linger = '101ms': not allowed; it takes a duration from 0 to 100ms, such as 30s (default 5ms)." },
        { "Journal:SegmentBytes=5000000000", "Journal:SegmentBytes = '5000000000': not allowed; it takes a number from 1048576 to 1073741824 (default 67108864)." },
        { "Clock:Speed=NaN", "Clock:Speed = 'NaN': not allowed; it takes a number from 0.1 to 3600 (default 1)." },
        { "Clock:Anchor=9000000000000000000", "Clock:Anchor = '9000000000000000000': not allowed; it takes a number from 0 to 253402300799999 (default 0)." },
        { "Notifications:GiveUpAfter=31d", "Notifications:GiveUpAfter = '31d': not allowed; it takes a duration from 1m to 30d, such as 30s (default 1d)." },
        { "Store:BatchLines=0", "Store:BatchLines = '0': not allowed; it takes a number from 1 to 100000 (default none)." },
        { "Mqtt:Broker:MaximumConnections=0", "Mqtt:Broker:MaximumConnections is 0, allowed are 1 to 1000000." },
        { "Payload:MaximumTextBytes=0", "Payload:MaximumTextBytes must be within 1 to 4096 bytes." },

        // contradictions
        { "Mqtt:Broker:Port=1884", "Mqtt:Broker:Host and Mqtt:Broker:Port are set as Mqtt:Host and Mqtt:Port." },
        { "Mqtt:Broker:ReadFill=2ms", "Mqtt:Broker:MaximumPacketSize and Mqtt:Broker:ReadFill are set as Mqtt:MaximumPacketBytes and Mqtt:ReadFill." },
        { "Mqtt:Password=x", "Mqtt:Username, Password, Tls and CaFile are for Mqtt:Mode=external; accounts of the embedded broker are made with 'telemetry mqtt-user set'." },
        { "Mqtt:AnonymousLoopback=true Mqtt:Host=0.0.0.0", "Mqtt:AnonymousLoopback with Mqtt:Host = '0.0.0.0': would trust a port that others can reach; listen on 127.0.0.1 or make accounts with 'telemetry mqtt-user set'." },
        { "Mqtt:Mode=external Mqtt:Port=0", "Mqtt:Port = '0': any free port makes sense only with Mqtt:Mode=embedded." },
        { "Mqtt:Mode=external Mqtt:AnonymousLoopback=true", "Mqtt:AnonymousLoopback is for Mqtt:Mode=embedded; with an external broker its own configuration says who may connect." },
        { "Mqtt:Mode=external Mqtt:UsersFile=x", "Mqtt:UsersFile is for Mqtt:Mode=embedded." },
        { "Mqtt:Mode=external Mqtt:Password=x", "Mqtt:Password is set but Mqtt:Username is not." },
        { "Mqtt:Mode=external Mqtt:CaFile=x", "Mqtt:CaFile is set but Mqtt:Tls is not; set Mqtt:Tls=true or remove it." },
        { "Store:Url=http://x", "Store:Url is set but Store:Kind is sqlite, which is a file in the data folder; set Store:Kind=influxdb1, influxdb2 or victoriametrics." },
        { "Store:KeepRaw=1h", "Store:KeepRaw = '1h': has to be 0 (for ever) or at least 1d." },
        { "Store:KeepRaw=0", "Store:KeepMinutes = '400d': has to be 0 (for ever) like Store:KeepRaw, which it is made of." },
        { "Store:KeepMinutes=89d", "Store:KeepMinutes = '89d': has to be 0 (for ever) or as long as Store:KeepRaw = '90d', which it is made of." },
        { "Store:KeepHours=30d", "Store:KeepHours = '30d': has to be 0 (for ever) or as long as Store:KeepMinutes = '400d', which it is made of." },
        { "Store:Kind=influxdb1", "Store:Url is missing; Store:Kind=influxdb1 needs an address such as http://127.0.0.1:8086." },
        { "Store:Kind=influxdb1 Store:Url=127.0.0.1:8086", "Store:Url = '127.0.0.1:8086': has to be an address such as http://127.0.0.1:8086." },
        { "Store:Kind=influxdb2 Store:Url=http://x Store:Token=t", "Store:Org is missing; Store:Kind=influxdb2 needs it." },
        { "Store:Kind=influxdb2 Store:Url=http://x Store:Org=o", "Store:TokenFile is missing; Store:Kind=influxdb2 needs an API token." },
        { "Store:CaFile=/etc/hosts", "Store:CaFile is set but Store:Kind is sqlite, which is a file in the data folder; remove it." },
        { "Store:Kind=influxdb1 Store:Url=http://x Store:CaFile=/etc/hosts", "Store:CaFile is set but Store:Url = 'http://x' is not https; change the address or remove it." },
        { "Store:Kind=influxdb1 Store:Url=https://x Store:CaFile=/nowhere/ca.pem", "Store:CaFile = '/nowhere/ca.pem': there is no such file." },
        { "Store:DrainTimeout=16s", "Store:DrainTimeout = '16s': not allowed; it takes a duration from 0 to 15s, such as 30s (default 5s)." },
        { "Journal:Acknowledge=store", "Journal:Acknowledge=store promises that the store gets everything acknowledged, and Journal:WhenFull=yield would drop some of it; set Journal:WhenFull=wait." },
        { "Store:Kind=influxdb1 Store:Url=http://x Store:Password=p", "Store:Password is set but Store:Username is not." },
        { "Journal:SegmentBytes=2097153", "Journal:SegmentBytes is 2097153; it must be 16 KiB to 1 GiB, a multiple of 4,096." },
        { "Journal:MaximumBytes=4194304", "Journal:MaximumBytes is 4194304; it must be at least twice SegmentBytes." },
        { "Journal:SegmentBytes=1048576", "Journal:SegmentBytes = '1048576': a message of Mqtt:MaximumPacketBytes = 1179648 would not fit; it has to be at least 1441792." },
        { "Mqtt:MaximumPacketBytes=16777216 Journal:MaximumPendingBytes=1048576", "Journal:MaximumPendingBytes = '1048576': a message of Mqtt:MaximumPacketBytes = 16777216 would not fit; it has to be at least 4259840." },
        { "Console:Url=8080", "Console:Url = '8080': has to be http, an IP address or localhost, and a port, such as http://127.0.0.1:8080; TLS is the work of a proxy in front of it, whose address is Console:PublicUrl." },
        { "Console:PublicUrl=telemetry.example", "Console:PublicUrl = 'telemetry.example': has to be an address such as https://telemetry.example." },
        { "Notifications:Webhook:Url=ftp://x", "Notifications:Webhook:Url = 'ftp://x': has to be an address such as https://example.org/hook." },
        { "Notifications:Webhook:Token=x", "Notifications:Webhook:Token is set but Notifications:Webhook:Url is not." },
        { "Notifications:Ways:Call=webhook", "Notifications:Ways:Call = 'webhook': Notifications:Webhook:Url is not set." },
        { "Notifications:Ways:Sms=mqt", "Notifications:Ways:Sms = 'mqt': 'mqt' is no channel; did you mean mqtt?" },
        { "Notifications:Ways:App=mqtt,Mail", "Notifications:Ways:App = 'mqtt,Mail': not allowed; it takes text of the form [a-z0-9-]+(, *[a-z0-9-]+)* (default none)." },
        { "Notifications:Mqtt:Topic=city/notify", "Notifications:Mqtt:Topic = 'city/notify': is below Mqtt:Root = 'city', where devices speak; choose another first level." },
        { "Notifications:Mqtt:Topic=a/+/b", "Notifications:Mqtt:Topic = 'a/+/b': not allowed; it takes text of the form [a-z0-9-]+(/[a-z0-9-]+)* (default telemetry/notify)." },

        // secrets
        { "Mqtt:Mode=external Mqtt:Username=u Mqtt:Password=p Mqtt:PasswordFile=f", "Mqtt:Password and Mqtt:PasswordFile are both set; keep one." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_IsOneSentenceThatNamesTheOption(string given, string expected) => Assert.Equal([expected], Load(given.Split(' ')).Mistakes);

    [Theory]
    [InlineData("https://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:8080/console")]
    [InlineData("http://127.0.0.1:8080/?x=1")]
    [InlineData("http://user@127.0.0.1:8080")]
    [InlineData("http://console.example:8080")]
    [InlineData("http://localhost:0")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("")]
    public void ConsoleUrl_ThatCannotBeListenedOn_IsAMistake(string url) =>
        Assert.StartsWith($"Console:Url = '{url}': ", Assert.Single(Load("Console:Url=" + url).Mistakes), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://localhost:8080/")]
    [InlineData("http://127.0.0.1:0")]
    public void ConsoleUrl_ThatCanBeListenedOn_IsNone(string url) => Good("Console:Url=" + url);

    [Fact]
    public void ManyMistakes_AreAllTold() => Assert.Equal(5, Load("Mqtt:Prt=1", "Mqtt:Port=x", "Journal:Linger=1h", "Store:Url=http://x", "Payload:MaximumBytes=1").Mistakes.Count);

    [Fact]
    public void ValueOutOfRange_LeavesTheDefault() => Assert.Equal(1883, Load("Mqtt:Port=70000").Options.Mqtt.Port);

    [Fact]
    public void ForeignNames_OfTheEnvironment_AreNobodysMistake() =>
        Assert.Empty(Load("PATH=/bin", "Data=x", "City=y", "Kestrel:Endpoints:Http:Url=z", "Logging:LogLevel:Default=Debug", "Somebody:Else=1").Mistakes);

    [Fact]
    public void Secrets_ComeFromTheFirstLineOfAFile()
    {
        File.WriteAllText(_folder["token"], " secret \nsecond line\n");

        Assert.Equal("secret", Good("Notifications:Webhook:Url=http://x", "Notifications:Webhook:TokenFile=" + _folder["token"]).Notifications.Webhook.Token);
        Assert.Equal("secret", Good("Mqtt:Mode=external", "Mqtt:Username=u", "Mqtt:PasswordFile=" + _folder["token"]).Mqtt.Password);
        WorkerOptions store = Good("Store:Kind=influxdb2", "Store:Url=http://x", "Store:Org=o", "Store:TokenFile=" + _folder["token"]);
        Assert.Equal("secret", store.Store.Token);
    }

    [Theory]
    [InlineData("missing", "Could not find file")]
    [InlineData("empty", "the file is empty; its first line has to be the secret.")]
    [InlineData(".", "is denied")]
    public void SecretFile_ThatCannotBeUsed_IsNamed(string name, string why)
    {
        File.WriteAllText(_folder["empty"], "\n");

        string mistake = Load("Notifications:Webhook:Url=http://x", "Notifications:Webhook:TokenFile=" + _folder[name]).Mistakes[0];

        Assert.StartsWith($"Notifications:Webhook:TokenFile = '{_folder[name]}': ", mistake, StringComparison.Ordinal);
        Assert.Contains(why, mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void BrokerOptions_TakeAddressAndSizesFromTheirOwnSection()
    {
        Mqtt.Broker.MqttBrokerOptions broker = Good("Mqtt:Host=127.0.0.9", "Mqtt:Port=7", "Mqtt:MaximumPacketBytes=2000", "Mqtt:ReadFill=3ms", "Mqtt:Broker:MaximumInflight=9").Mqtt.BrokerOptions();

        Assert.Equal(("127.0.0.9", 7, 2000, TimeSpan.FromMilliseconds(3), 9), (broker.Host, broker.Port, broker.MaximumPacketSize, broker.ReadFill, broker.MaximumInflight));
        Assert.Empty(broker.Validate());
    }

    private static WorkerOptions Good(params string[] given)
    {
        WorkerOptionsResult read = Load(given);
        Assert.Empty(read.Mistakes);
        return read.Options;
    }

    private static WorkerOptionsResult Load(params string[] given) => WorkerOptionsLoader.Load(
        new ConfigurationBuilder().AddInMemoryCollection(given.Select(g => g.Split('=', 2)).Select(g => KeyValuePair.Create(g[0], (string?)g[1]))).Build());
}
