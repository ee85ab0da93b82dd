namespace Telemetry.Alerting.Tests.Engine;

/// <summary>All that a device said of one moment; NaN is not said.</summary>
internal sealed record ReferenceSample(long TimeMs, double[] Numbers);
