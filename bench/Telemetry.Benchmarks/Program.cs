using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Telemetry.Benchmarks -- --filter '*Decode*'
// dotnet run -c Release --project bench/Telemetry.Benchmarks -- fan-out PORT SUBSCRIBERS MESSAGES (a broker has to listen there)
if (args is ["fan-out", .. var rest])
    return await Telemetry.Benchmarks.FanOut.RunAsync(rest);
BenchmarkSwitcher.FromAssembly(typeof(Telemetry.Benchmarks.DecodeBenchmarks).Assembly).Run(args);
return 0;
