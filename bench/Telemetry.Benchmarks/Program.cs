using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Telemetry.Benchmarks -- --filter '*Decode*'
BenchmarkSwitcher.FromAssembly(typeof(Telemetry.Benchmarks.DecodeBenchmarks).Assembly).Run(args);
