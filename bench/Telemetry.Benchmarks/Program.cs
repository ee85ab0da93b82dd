using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Telemetry.Benchmarks -- --filter '*Decode*'
// dotnet run -c Release --project bench/Telemetry.Benchmarks -- fan-out PORT SUBSCRIBERS MESSAGES (a broker has to listen there)
// dotnet run -c Release --project bench/Telemetry.Benchmarks -- sqlite-year [DEVICES [FOLDER]]
switch (args)
{
    case ["fan-out", .. var rest]:
        return await Telemetry.Benchmarks.FanOut.RunAsync(rest);
    case ["sqlite-year", .. var rest]:
        await Telemetry.Benchmarks.SqliteYear.RunAsync(rest);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Telemetry.Benchmarks.DecodeBenchmarks).Assembly).Run(args);
        return 0;
}
