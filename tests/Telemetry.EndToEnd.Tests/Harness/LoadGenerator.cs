using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Telemetry.EndToEnd.Tests.Harness;

/// <summary>The load generator in shared/tools, built once with the C compiler and run as it is.</summary>
internal static partial class LoadGenerator
{
    private static readonly Lazy<string> Program = new(Build);

    /// <summary>What one run printed.</summary>
    public sealed record Result(long Sent, long Acknowledged, long Resent, int ExitCode, string Output);

    public static Task<Result> RunAsync(int port, params string[] arguments) => Start(port, arguments).Finished;

    public static Running Start(int port, params string[] arguments)
    {
        var info = new ProcessStartInfo(Program.Value, ["--port", port.ToString(CultureInfo.InvariantCulture), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new Running(Process.Start(info)!, port);
    }

    private static string Build()
    {
        string source = Path.Combine(Repository.Shared, "tools", "mqtt-load.c");
        if (!File.Exists(source))
            Missing.Skip($"{source} is not there: check out with shared/ beside the repository, or set TELEMETRY_SHARED");
        string compiler = Missing.Need("cc", "gcc");
        string program = Path.Combine(Path.GetTempPath(), $"telemetry-mqtt-load-{Environment.ProcessId}");
        using Process process = Process.Start(compiler, ["-O2", "-o", program, source]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return program;
    }

    [GeneratedRegex(@"sent (\d+) acked (\d+) resent (\d+)")]
    private static partial Regex Summary();

    public sealed class Running(Process process, int port) : IDisposable
    {
        public int Port => port;

        public Task<Result> Finished { get; } = FinishAsync(process);

        public void Dispose()
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        private static async Task<Result> FinishAsync(Process process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            string text = await output + error;
            Match match = Summary().Match(text);
            long Number(int group) => match.Success ? long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : -1;
            return new Result(Number(1), Number(2), Number(3), process.ExitCode, text);
        }
    }
}
