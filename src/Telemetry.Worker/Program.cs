using Telemetry.Worker.Cli;

return await CommandLine.Create().Parse(args).InvokeAsync();
