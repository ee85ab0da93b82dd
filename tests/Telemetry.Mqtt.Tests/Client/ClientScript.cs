using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>
/// A conversation of a client and a server, one step a line, bytes as in <see cref="Wire"/>:
/// <code>
/// accept BODY       a connection comes and says CONNECT; CONNACK with this body answers
/// &gt; BYTES           the server sends
/// &lt; BYTES           the client has sent exactly this packet next
/// closed            the client has closed the connection
/// drop              the server closes it
/// publish Q T TEXT  the application publishes at this QoS
/// result N CODE     its Nth message, from 0, completed with this reason code
/// got TEXT          the application was handed this: topic, payload, flags
/// </code>
/// </summary>
internal sealed class ClientScript(MqttClientOptions options, ScriptedServer server) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly RecordingReceiver _receiver = new();
    private readonly List<Task<ReasonCode>> _published = [];
    private MqttClient? _client;
    private ScriptedServer.Connection? _connection;

    public async Task RunAsync(string script)
    {
        _client = new MqttClient(options with { Port = server.Port }, _receiver, TimeProvider.System, NullLogger<MqttClient>.Instance);
        await _client.StartAsync(default);
        foreach (string line in script.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                await StepAsync(line);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"At '{line}': {e.Message}", e);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        if (_client is not null)
            await _client.DisposeAsync();
    }

    private async Task StepAsync(string line)
    {
        string[] words = line.Split(' ', 2);
        string rest = words.Length > 1 ? words[1] : "";
        switch (words[0])
        {
            case "accept":
                _connection?.Dispose();
                _connection = await server.AcceptConnectAsync(rest);
                break;
            case ">":
                await _connection!.SendAsync(rest);
                break;
            case "<":
                Assert.Equal(Wire.Hex(Wire.Bytes(rest)), await _connection!.ReadHexAsync());
                break;
            case "closed":
                Assert.Null(await _connection!.ReadHexAsync());
                break;
            case "drop":
                _connection!.Dispose();
                break;
            case "publish":
                await _client!.WaitConnectedAsync(default).WaitAsync(Patience);
                string[] parts = rest.Split(' ', 3);
                var quality = (QualityOfService)int.Parse(parts[0], CultureInfo.InvariantCulture);
                _published.Add(_client.PublishAsync(parts[1], Encoding.UTF8.GetBytes(parts[2]), quality, retain: false, default).AsTask());
                break;
            case "result":
                string[] expected = rest.Split(' ');
                Assert.Equal(Enum.Parse<ReasonCode>(expected[1]), await _published[int.Parse(expected[0], CultureInfo.InvariantCulture)].WaitAsync(Patience));
                break;
            case "got":
                Assert.Equal(rest, await _receiver.NextAsync());
                break;
            default:
                throw new ArgumentException("No such step.");
        }
    }
}
