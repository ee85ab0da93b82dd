using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Harness;

/// <summary>A peer that is not installed skips a test with the reason; in strict mode it fails it.</summary>
internal static class Missing
{
    public static string Need(string program, string package)
    {
        string? path = PeerProcess.Find(program);
        if (path is null)
            Skip($"{program} is not installed (package {package})");
        return path!;
    }

    public static void Skip(string reason)
    {
        if (Environment.GetEnvironmentVariable("TELEMETRY_STRICT") == "1")
            Assert.Fail(reason);
        Assert.Skip(reason);
    }
}
