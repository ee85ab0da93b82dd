using System.CommandLine;
using Telemetry.Simulators.Cli;
using Telemetry.Simulators.Running;

// Ctrl-C and SIGTERM cancel the run, which then has time to disconnect every device.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(8) };
return await SimulatorCommand
    .Create(options => new MqttConnector(options, TimeProvider.System), TimeProvider.System, Console.Out, Console.Error)
    .Parse(args)
    .InvokeAsync(configuration);
