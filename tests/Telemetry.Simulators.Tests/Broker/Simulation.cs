using Telemetry.Simulators.Cli;
using Telemetry.Simulators.Running;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Broker;

/// <summary>A run of the simulators inside the test's process, stopped at its end.</summary>
internal sealed class Simulation : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private Simulation(SimulatorOptions options)
    {
        var run = new SimulatorRun(options, new MqttConnector(options, TimeProvider.System), TimeProvider.System, Reporter);
        Statistics = run.Statistics;
        _run = Task.Run(() => run.RunAsync(_stop.Token));
    }

    public RecordedReporter Reporter { get; } = new();

    public Statistics Statistics { get; }

    public static Simulation Begin(SimulatorOptions options) => new(options);

    /// <summary>Begins and waits until every device is online.</summary>
    public static async Task<Simulation> StartAsync(SimulatorOptions options)
    {
        Simulation simulation = Begin(options);
        await Wait.UntilAsync(
            () => simulation._run.IsCompleted || simulation.Reporter.Notes.Any(note => note.StartsWith("simulators ready", StringComparison.Ordinal)),
            () => string.Join('\n', simulation.Reporter.Warnings));
        if (simulation._run.IsCompleted)
            await simulation._run;
        return simulation;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }
}
