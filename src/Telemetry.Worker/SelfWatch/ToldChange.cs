namespace Telemetry.Worker.SelfWatch;

/// <summary>What an incident of Telemetry itself is to say from now on.</summary>
/// <param name="Attributes">Of the incident.</param>
/// <param name="Trouble">What is wrong.</param>
/// <param name="IsLine">True when it is worth a line of the history.</param>
/// <param name="More">What it was not about before: somebody who has answered has to answer again.</param>
internal sealed record ToldChange(string Attributes, string Trouble, bool IsLine, IReadOnlyCollection<string> More);
