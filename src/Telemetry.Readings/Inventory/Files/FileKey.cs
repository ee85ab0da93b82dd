namespace Telemetry.Readings.Inventory.Files;

/// <summary>A key of a mapping in the city's files: what the loader accepts and what the published schema says of it.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Schema">JSON Schema of its value.</param>
/// <param name="Description">For whoever hovers over it in an editor.</param>
internal sealed record FileKey(string Name, string Schema, string Description)
{
    /// <summary>True when the mapping is wrong without it.</summary>
    public bool IsRequired { get; init; }
}
