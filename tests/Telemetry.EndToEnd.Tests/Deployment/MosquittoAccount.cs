namespace Telemetry.EndToEnd.Tests.Deployment;

/// <summary>A user of the broker.</summary>
internal sealed record MosquittoAccount(string User, string Password);
