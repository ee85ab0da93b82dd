namespace Telemetry.Alerting.Expressions;

/// <summary>
/// Kleene's three-valued logic. A missing or bad value makes a comparison unknown, and what is unknown neither raises nor
/// clears; still <c>false and unknown</c> is false and <c>true or unknown</c> is true, since the rest cannot change it.
/// </summary>
internal enum Truth : byte
{
    False = 0,
    True = 1,
    Unknown = 2,
}
