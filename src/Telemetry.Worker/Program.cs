using System.CommandLine;
using Telemetry.Worker.Cli;
using Telemetry.Worker.Hosting;

// By default the command line would end the process two seconds after a signal, in the middle of closing files.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = WorkerHost.ShutdownTimeout + TimeSpan.FromSeconds(5) };
return await CommandLine.RunAsync(args, invocation);
