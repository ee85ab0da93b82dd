namespace Telemetry.Readings.Inventory;

/// <summary>One thing that is wrong with the city's data, and where it stands.</summary>
/// <param name="File">The file's path as it was opened.</param>
/// <param name="Line">The line, from 1; 0 when the mistake is about the file or folder as a whole.</param>
/// <param name="Column">The column in characters, from 1; 0 when the mistake is about the file or folder as a whole.</param>
/// <param name="Message">What is wrong and, where it can be told, what would be right.</param>
public sealed record Mistake(string File, int Line, int Column, string Message)
{
    /// <summary>The form that editors and terminals turn into a link: <c>file:line:column: message</c>.</summary>
    public override string ToString() => Line == 0 ? $"{File}: {Message}" : $"{File}:{Line}:{Column}: {Message}";
}
