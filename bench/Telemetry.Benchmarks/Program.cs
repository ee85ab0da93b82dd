using System.Globalization;
using BenchmarkDotNet.Running;
using Telemetry.Benchmarks;

// dotnet run -c Release --project bench/Telemetry.Benchmarks -- --filter '*Decode*'
// dotnet run -c Release --project bench/Telemetry.Benchmarks -- fan-out PORT SUBSCRIBERS MESSAGES (a broker has to listen there)
// dotnet run -c Release --project bench/Telemetry.Benchmarks -- sqlite-year [DEVICES [FOLDER]]
// dotnet run -c Release --project bench/Telemetry.Benchmarks -- rule-memory [DEVICES [INTERVAL]]
// dotnet run -c Release --project bench/Telemetry.Benchmarks -- cpu (payloads and cities in CPU time, for a machine that is not quiet)
// dotnet run -c Release --project bench/Telemetry.Benchmarks -- incidents [SECONDS [PER_SECOND]]
// bench/journal-open.sh and bench/backtest.sh use the others.
switch (args)
{
    case ["fan-out", .. var rest]:
        return await FanOut.RunAsync(rest);
    case ["sqlite-year", .. var rest]:
        await SqliteYear.RunAsync(rest);
        return 0;
    case ["rule-memory", .. var rest]:
        RuleMemory.Run(rest);
        return 0;
    case ["incidents", .. var rest]:
        await IncidentFlood.RunAsync(rest);
        return 0;
    case ["cpu"]:
        PayloadBenchmarks.MeasureCpu();
        CityBenchmarks.MeasureCpu();
        return 0;
    case ["journal-fill", var folder, var bytes]:
        await JournalOpening.FillAsync(folder, long.Parse(bytes, CultureInfo.InvariantCulture));
        return 0;
    case ["journal-open", var folder, var bytes]:
        await JournalOpening.OpenAsync(folder, long.Parse(bytes, CultureInfo.InvariantCulture));
        return 0;
    case ["backtest-fill", var folder, var devices, var readings]:
        await BacktestSpeed.GenerateAsync(folder, int.Parse(devices, CultureInfo.InvariantCulture), int.Parse(readings, CultureInfo.InvariantCulture));
        return 0;
    case ["backtest", var folder, var input]:
        BacktestSpeed.Run(folder, input);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(DecodeBenchmarks).Assembly).Run(args);
        return 0;
}
