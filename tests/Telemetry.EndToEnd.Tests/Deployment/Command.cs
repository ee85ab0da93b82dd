using System.Diagnostics;
using Telemetry.EndToEnd.Tests.Harness;

namespace Telemetry.EndToEnd.Tests.Deployment;

/// <summary>A program run to its end.</summary>
internal sealed record Command(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a program; one that does not end within half a minute is killed and fails the test.</summary>
    public static async Task<Command> RunAsync(string program, IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;

        using Process process = Process.Start(info) ?? throw new InvalidOperationException($"{program} did not start.");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new Command(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Runs one of mosquitto's clients against a loopback port.</summary>
    public static Task<Command> MosquittoAsync(string client, int port, MosquittoAccount account, IEnumerable<string> arguments, string? input = null) =>
        RunAsync(Missing.Need(client, "mosquitto-clients"), ["-h", "127.0.0.1", "-p", $"{port}", "-u", account.User, "-P", account.Password, .. arguments], input);
}
