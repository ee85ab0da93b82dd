namespace Telemetry.Alerting.Expressions;

/// <summary>One word of an expression.</summary>
/// <param name="Offset">Characters from the start of the text.</param>
/// <param name="Text">As written; the content without its quotes for <see cref="TokenKind.Text"/>.</param>
/// <param name="Number">The value of a number, or the milliseconds of a duration.</param>
/// <param name="Unit">What follows a number as its unit, as in <c>0.3 MPa</c>; null when nothing does.</param>
internal readonly record struct Token(TokenKind Kind, int Offset, string Text, double Number = 0, string? Unit = null);
