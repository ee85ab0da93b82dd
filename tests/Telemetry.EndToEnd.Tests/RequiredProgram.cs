using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests;

/// <summary>A program that a test cannot do without.</summary>
internal static class RequiredProgram
{
    /// <summary>Its full path; when it is missing the test is skipped, or fails under TELEMETRY_STRICT=1.</summary>
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
