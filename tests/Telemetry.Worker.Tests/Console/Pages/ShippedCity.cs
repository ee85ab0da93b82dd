using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Tests.Console.Pages;

/// <summary>The city in <c>seeds/</c>.</summary>
internal static class ShippedCity
{
    public static City Load()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Telemetry.sln")))
            folder = Path.GetDirectoryName(folder);
        return CityLoader.Load(Path.Combine(folder!, "seeds")).City!;
    }
}
