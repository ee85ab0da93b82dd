using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Stores;

/// <summary>A peer that is not installed skips a test with the reason; in strict mode it fails it.</summary>
internal static class RequiredPeer
{
    public static string Find(string program)
    {
        if (PeerProcess.Find(program) is { } path)
            return path;
        string reason = $"{program} is not installed.";
        if (Environment.GetEnvironmentVariable("TELEMETRY_STRICT") == "1")
            Assert.Fail(reason);
        Assert.Skip(reason);
        return "";
    }
}
