using System.CommandLine;
using Telemetry.Mqtt.Broker;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry broker serve</c>: the embedded broker alone.</summary>
internal static class BrokerCommand
{
    public static Command Create()
    {
        var serve = new Command("serve", "Serve MQTT on loopback to anybody, keeping nothing on disk, until Ctrl-C or SIGTERM: for development and measurements. --Mqtt:Port=1884 and the other Mqtt options follow")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        serve.SetAction(ServeAsync);
        return new Command("broker", "The MQTT broker without the worker") { serve };
    }

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Preparation prepared = Preparation.Of(parsed, withCity: false);
        if (prepared.Report(parsed.InvocationConfiguration.Error))
            return ExitCode.Mistakes;
        MqttOptions options = prepared.Options.Mqtt;
        if (!Contradictions.IsLoopback(options.Host))
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"Mqtt:Host = '{options.Host}': 'broker serve' lets anybody in, so it listens on loopback only, such as 127.0.0.1; for others there is 'telemetry run' with accounts.");
            return ExitCode.Mistakes;
        }

        using ILoggerFactory loggers = WorkerHost.QuietLoggers();
        await using var broker = new MqttBroker(
            options.BrokerOptions(), new OpenAccess(), receiver: null, new TransientBrokerStore(), TimeProvider.System, loggers.CreateLogger<MqttBroker>());
        try
        {
            await broker.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"Mqtt:Port = {options.Port}: {e.Message}");
            return ExitCode.Failed;
        }

        await parsed.InvocationConfiguration.Output.WriteLineAsync($"ready  mqtt {string.Join(", ", broker.Endpoints)}");
        var stopped = new TaskCompletionSource();
        await using (cancellationToken.Register(stopped.SetResult))
            await stopped.Task;
        await broker.StopAsync(CancellationToken.None);
        return ExitCode.Success;
    }
}
